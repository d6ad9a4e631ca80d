import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError } from "../api/http";
import { usePageTitle } from "../app/page_title";
import { signIn } from "../app/session";
import { Brand } from "../app/Brand";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { sentenceFor } from "../parts/Toasts";
import { t } from "../text";
import "../desk/desk.css";
import "./login.css";

const TEXT = { type: "text" } as const;
const SECRET = { type: "password" } as const;

export function LoginScreen() {
  const texts = t().desk.login;
  usePageTitle(texts.title);
  return (
    <main class="login" id="main">
      <div class="login-side" aria-hidden="true">
        <Brand />
        <p>{texts.lead}</p>
        <svg viewBox="0 0 32 32"><path d="M21.5 11.2a7 7 0 1 0 0 9.6" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" /><circle cx="23" cy="16" r="2.4" fill="currentColor" /></svg>
      </div>
      <LoginForm />
    </main>
  );
}

function LoginForm() {
  const texts = t().desk.login;
  const [problem, setProblem] = useState<string | null>(null);
  const [wait, setWait] = useState(0);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState(false);
  const username = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  useEffect(() => username.current?.focus(), []);
  useEffect(() => {
    if (wait === 0) return undefined;
    const timer = window.setTimeout(() => setWait(wait - 1), 1000);
    return () => window.clearTimeout(timer);
  }, [wait]);

  const fail = (error: unknown): void => {
    const refused = error instanceof ApiError ? error : null;
    if (refused?.status === 429) setWait(refused.retryAfterSeconds ?? 30);
    else setProblem(refused?.status === 401 ? texts.wrong : sentenceFor(error));
    password.current?.select();
    password.current?.focus();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [name, secret] = [username.current?.value.trim() ?? "", password.current?.value ?? ""];
    setProblem(null);
    if (!name || !secret) {
      setProblem(texts.missing);
      (name ? password : username).current?.focus();
      return;
    }
    setBusy(true);
    await signIn(name, secret).catch(fail);
    setBusy(false);
  };
  const sentence = wait > 0 ? texts.throttled(wait) : problem;
  return (
    <form class="login-form" onSubmit={(event) => void submit(event)} noValidate aria-describedby="login-error" data-testid="login">
      <h1>{texts.title}</h1>
      <Field id="username" label={texts.username}>
        <input id="username" class="input" ref={username} autocomplete="username" autocapitalize="none" spellcheck={false} required maxLength={60} aria-invalid={problem !== null} />
      </Field>
      <Field id="password" label={texts.password}>
        <div class="password">
          <input id="password" class="input" ref={password} {...(shown ? TEXT : SECRET)} autocomplete="current-password" required maxLength={200} aria-invalid={problem !== null} />
          <Button kind="quiet" onClick={() => setShown(!shown)} pressed={shown}>{shown ? texts.hide : texts.show}</Button>
        </div>
      </Field>
      <Button kind="primary" type="submit" busy={busy} disabled={wait > 0} testId="sign-in">
        {busy ? texts.submitting : texts.submit}
      </Button>
      <div class="login-error" id="login-error" role="alert">{sentence && <p class={`notice ${wait > 0 ? "alert" : "bad"}`}>{sentence}</p>}</div>
    </form>
  );
}
