import type { DashboardRequest } from './dashboard-request.ts';

/** Where the dashboard is reached. */
export interface OwnAddress {
  /** Name or address that it was told to listen on. */
  readonly host: string;
  readonly port: number;
  /** Origins under which a proxy shows it: `https://perf.example`. */
  readonly origins: readonly string[];
}

/** As a URL writes every address of version 4 and 6. */
const ADDRESS = /^(?:(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f:.]+\])$/u;

/**
 * Whether a request names this server, and comes from its own pages where a browser says so. A page
 * of another site whose name is made to point to this machine (DNS rebinding) names itself in `Host`:
 * names are taken only if they are known here. An address is of no site, and is taken.
 */
export function isForUs({ header }: Pick<DashboardRequest, 'header'>, own: OwnAddress): boolean {
  const host = header('host');
  if (host === null || !isOwnHost(host, own)) return false;
  const origin = header('origin');
  if (origin === null || own.origins.includes(origin)) return true;
  return origin === `http://${host}`;
}

function isOwnHost(text: string, { host, port, origins }: OwnAddress): boolean {
  const given = text.toLowerCase();
  if (origins.some((origin) => URL.parse(origin)?.host === given)) return true;
  const url = URL.parse(`http://${given}`);
  // Whatever else would stand in a URL must not: `127.0.0.1@evil.example`, a path, a query.
  if (url === null || url.href !== `http://${url.host}/` || Number(url.port || 80) !== port) {
    return false;
  }
  const name = url.hostname;
  return name === 'localhost' || name === host.toLowerCase() || ADDRESS.test(name);
}
