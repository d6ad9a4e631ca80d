/** The one door to the API: JSON in, JSON out, cookies and CSRF token carried, failures as `ApiError`. */

const TIMEOUT_MS = 15_000;

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    /** Seconds the server asked us to wait, when it throttles. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }

  /** The request never reached the server, or no answer came in time. */
  get unreachable(): boolean {
    return this.status === 0;
  }
}

type Method = "GET" | "POST" | "PUT" | "DELETE";

let csrfToken = "";
let onSignedOut: () => void = () => undefined;

export function useCsrfToken(token: string): void {
  csrfToken = token;
}

export function currentCsrfToken(): string {
  return csrfToken;
}

/** `handler` runs when the server no longer knows the session. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new ApiError(0, "unreachable", String(cause));
  }
  if (!response.ok) throw await failure(response, path);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
export const post = <T>(path: string, body?: unknown): Promise<T> => request<T>("POST", path, body);
export const put = <T>(path: string, body?: unknown): Promise<T> => request<T>("PUT", path, body);
export const del = <T>(path: string): Promise<T> => request<T>("DELETE", path);

async function failure(response: Response, path: string): Promise<ApiError> {
  if (response.status === 401 && !path.startsWith("/api/auth/")) onSignedOut();
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return errorFrom(response.status, await response.text(), Number.isNaN(wait) ? null : wait);
}

/** Reads the house error body `{code, message, field?}`; anything else becomes a plain status error. */
export function errorFrom(status: number, text: string, retryAfterSeconds: number | null): ApiError {
  try {
    const body = JSON.parse(text) as { code?: string; message?: string; field?: string };
    return new ApiError(status, body.code ?? "error", body.message ?? "", body.field ?? null, retryAfterSeconds);
  } catch {
    return new ApiError(status, "error", "", null, retryAfterSeconds);
  }
}
