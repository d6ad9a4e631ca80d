"""CRC-16/CCITT-FALSE, the checksum of a BR Code (EMV QRCPS-MPM 4.7.3; BCB, Manual de Padrões para Iniciação do Pix)."""


def _table_entry(byte: int) -> int:
    crc = byte << 8
    for _ in range(8):
        crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
    return crc & 0xFFFF


_TABLE = tuple(_table_entry(byte) for byte in range(256))


def crc16(text: str) -> str:
    """Four upper-case hexadecimal digits: polynomial 0x1021, initial 0xFFFF, no reflection, no final xor."""
    crc = 0xFFFF
    for byte in text.encode("utf-8"):
        crc = ((crc << 8) & 0xFFFF) ^ _TABLE[(crc >> 8) ^ byte]
    return f"{crc:04X}"
