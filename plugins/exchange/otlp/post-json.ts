/** Larger answers are not read to their end. */
const MOST_LETTERS = 300;

/** What is sent, and where to. */
export interface PostRequest {
  readonly url: string;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
  /** Time for all of it, milliseconds. */
  readonly limitMs: number;
}

/** Sends JSON; redirects are not followed. Never throws. @returns what went wrong; null: nothing. */
export async function postJson(request: PostRequest): Promise<string | null> {
  const { url, body, headers, limitMs } = request;
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    });
    // The connection is let go, whatever else it would say.
    await response.body?.cancel();
    return response.ok ? null : `it answered ${response.status}`;
  } catch (error) {
    if (signal.aborted) return `it did not answer within ${limitMs / 1_000} s`;
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return why.slice(0, MOST_LETTERS);
  }
}
