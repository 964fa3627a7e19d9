/** Host names of this machine, whose ports differ from run to run. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Converts a URL to the name of a benchmark, without the host if it is this machine. */
export function toBenchmarkName(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text;
  const path = `${url.pathname}${url.search}`;
  return LOOPBACK.test(url.hostname) ? path : `${url.host}${path}`;
}
