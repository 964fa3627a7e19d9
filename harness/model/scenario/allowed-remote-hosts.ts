import { assertNever } from '../assert-never.ts';
import type { Scenario } from './scenario.ts';

/*
 * The one rule on where load may go: to this machine, and to hosts that the user has named with
 * --allow-remote, each once.
 */

/** True if a hostname, as `URL` writes it, is this machine whatever its name service says. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Host in a value of --allow-remote: `staging.example.com`, or only one port of it. */
export interface AllowedHost {
  /** As `URL` writes it: in small letters, IPv6 in brackets. */
  readonly hostname: string;
  /** null: all of its ports. */
  readonly port: string | null;
}

/** Returns null if it is not a host, for example a whole URL. */
export function parseAllowedHost(text: string): AllowedHost | null {
  const bare = /^[\da-f:]*:[\da-f:]*:[\da-f:.]*$/i.test(text) ? `[${text}]` : text;
  const address = `http://${bare}/`;
  if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?$/i.test(bare) || !URL.canParse(address)) return null;
  const { hostname } = new URL(address);
  return { hostname, port: /[^:\]]:(\d+)$|\]:(\d+)$/.exec(bare)?.slice(1).find(Boolean) ?? null };
}

/** True if load may be sent to an address. */
export function isLoadAllowed(url: URL, allowRemote: readonly string[]): boolean {
  if (isLoopback(url.hostname)) return true;
  const port = url.port === '' ? (/^(?:https|wss):$/.test(url.protocol) ? '443' : '80') : url.port;
  return allowRemote
    .map(parseAllowedHost)
    .some(
      (allowedHost) =>
        allowedHost?.hostname === url.hostname &&
        (allowedHost.port === null || allowedHost.port === port),
    );
}

/** Names of allowed hosts without their ports, for tools that know only names. */
export function allowedHostnames(allowRemote: readonly string[]): readonly string[] {
  return [...new Set(allowRemote.flatMap((text) => parseAllowedHost(text)?.hostname ?? []))];
}

/** Explains why load must not be sent to a host, as a clause with the remedy. */
export function describeRemoteProblem(hostname: string): string {
  return `load may only be sent to this machine (localhost, 127.0.0.0/8, [::1]), not to ${hostname}. If you own that host and are allowed to send load to it, add --allow-remote ${hostname}`;
}

/** Returns the remote hosts to which a scenario may send load, to be shown to people first. */
export function remoteHosts(scenario: Scenario): readonly string[] {
  switch (scenario.kind) {
    case 'function':
    case 'command':
      return [];
    case 'http':
      return remoteOf(scenario.request.url);
    case 'k6':
    case 'page':
      return scenario.allowRemote;
    default:
      return assertNever(scenario);
  }
}

function remoteOf(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { hostname, host } = new URL(url);
  return isLoopback(hostname) ? [] : [host];
}

/** Parts of a script whose addresses receive no load: comments, and imported modules. */
const NO_TARGETS = [
  /\/\*[\s\S]*?\*\//g,
  /(?:^|\s)\/\/[^\n]*/g,
  /\b(?:from|import)\s*\(?\s*(?:'[^'\n]*'|"[^"\n]*")/g,
];
const ADDRESS = /\b(?:https?|wss?):\/\/(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?/gi;

/** Returns the literal URLs in the text of a script; URLs built at run time are not found. */
export function findScriptAddresses(script: string): readonly URL[] {
  const text = NO_TARGETS.reduce((rest, pattern) => rest.replace(pattern, ' '), script);
  const found = [...text.matchAll(ADDRESS)].map(([address]) => address);
  return [...new Set(found)]
    .filter((address) => URL.canParse(address))
    .map((address) => new URL(address));
}

/** Private ranges (RFC 1918, RFC 4193), loopback, link-local, names only of private networks. */
const PRIVATE =
  /^(?:localhost|.*\.(?:localhost|local|internal|svc|cluster\.local|test|lan)|127(?:\.\d+){3}|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|169\.254(?:\.\d+){2}|0\.0\.0\.0|::1|\[::1\]|\[?f[cd][0-9a-f]{2}:.*)$/iu;

/** True if internal: loopback, private, in the topology, or dotless, resolving only inside. */
export function isInternalHost(host: string, known: ReadonlySet<string> = new Set()): boolean {
  return PRIVATE.test(host) || known.has(host) || !/[.:]/u.test(host);
}

/** Returns the reason why load must not be sent to a URL; null if it may. */
export function checkTargetUrl(url: string, allowRemote: readonly string[]): string | null {
  if (!URL.canParse(url))
    return `"${url}" is not a valid URL; expected a URL such as http://127.0.0.1:3000/`;
  const address = new URL(url);
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    return `"${url}" is not an http or https URL`;
  }
  return isLoadAllowed(address, allowRemote) ? null : describeRemoteProblem(address.hostname);
}
