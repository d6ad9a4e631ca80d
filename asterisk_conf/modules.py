"""`modules.conf`: load everything but what is not used, which is far easier to keep right than a list of what is."""

from collections.abc import Iterable

UNUSED_MODULES: tuple[str, ...] = (
    "app_adsiprog", "app_agent_pool", "app_alarmreceiver", "app_amd", "app_confbridge", "app_dictate",
    "app_directory", "app_externalivr", "app_festival", "app_followme", "app_getcpeid", "app_jack", "app_minivm",
    "app_mp3", "app_page", "app_queue", "app_sla", "app_sms", "app_stasis", "app_stasis_broadcast", "app_voicemail",
    "app_voicemail_imap", "app_voicemail_odbc", "app_zapateller", "cdr_adaptive_odbc", "cdr_csv", "cdr_custom",
    "cdr_manager", "cdr_odbc", "cdr_pgsql", "cdr_radius", "cdr_sqlite3_custom", "cdr_tds", "cel_custom",
    "cel_manager", "cel_odbc", "cel_pgsql", "cel_radius", "cel_sqlite3_custom", "cel_tds", "chan_audiosocket",
    "chan_console", "chan_dahdi", "chan_iax2", "chan_mgcp", "chan_motif", "chan_sip", "chan_skinny", "chan_unistim",
    "chan_websocket", "codec_a_mu", "func_odbc", "pbx_ael", "pbx_dundi", "pbx_lua", "pbx_realtime", "pbx_spool",
    "res_adsi", "res_aeap", "res_ael_share", "res_ari", "res_ari_applications", "res_ari_asterisk", "res_ari_bridges",
    "res_ari_channels", "res_ari_device_states", "res_ari_endpoints", "res_ari_events", "res_ari_model",
    "res_ari_playbacks", "res_ari_recordings", "res_ari_sounds", "res_calendar", "res_calendar_caldav",
    "res_calendar_ews", "res_calendar_exchange", "res_calendar_icalendar", "res_cdrel_custom", "res_clialiases",
    "res_config_ldap", "res_config_odbc", "res_config_pgsql", "res_config_sqlite3", "res_fax", "res_fax_spandsp",
    "res_geolocation", "res_hep", "res_hep_pjsip", "res_hep_rtcp", "res_http_media_cache", "res_http_post",
    "res_limit", "res_odbc", "res_odbc_transaction", "res_parking", "res_phoneprov", "res_pjsip_config_wizard",
    "res_pjsip_geolocation", "res_pjsip_notify", "res_pjsip_phoneprov_provider", "res_pjsip_stir_shaken",
    "res_prometheus", "res_smdi", "res_snmp", "res_speech_aeap", "res_stasis_broadcast", "res_statsd",
    "res_stir_shaken", "res_stun_monitor", "res_websocket_client", "res_xmpp",
)  # fmt: skip


def render_modules_conf(*, unused: Iterable[str] = UNUSED_MODULES) -> str:
    """A `noload` of a module that this Asterisk does not have is harmless."""
    return "[modules]\nautoload = yes\n" + "".join(f"noload = {name}.so\n" for name in unused)
