/** Why load must not be sent to a URL, or null where it may. `what` names it in the sentence. */
export function urlProblem(url: string, allowRemote: readonly string[]): string | null {
  if (!URL.canParse(url)) return `"${url}" is no URL, expected one such as http://127.0.0.1:3000/`;
  const { protocol, hostname, host } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `"${url}" is not a URL of http or https`;
  }
  if (isLoopback(hostname)) return null;
  if (allowRemote.some((allowed) => allowed === hostname || allowed === host)) return null;
  return `load may only be sent to this machine (localhost, 127.0.0.0/8, [::1]), not to ${hostname}. Where that host is yours and may be loaded, add --allow-remote ${hostname}`;
}

/** Whether a hostname, as `URL` writes it, is this machine whatever its name service says. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
