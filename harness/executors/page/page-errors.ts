import type { CDPSession, Page } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';
import type { PageScenario } from '../../model/scenario/scenario.ts';
import type { Block } from '../../model/trial.ts';
import { listReachableHosts } from './start-browser.ts';
import type { FailedPageRequest, NetworkActivity } from './watch-page-network.ts';

export interface PageErrorWatch {
  /** Kinds of the dialogs that it has opened; they are dismissed. */
  readonly dialogs: readonly string[];
  /** Errors not caught by any of its scripts, and scripts that the browser refused to run. */
  readonly scriptErrors: readonly ScriptError[];
  /** Rejects with a UnitFailure when its tab has crashed. */
  readonly crashed: Promise<never>;
}

/** An error of a script and its location; null if the browser does not report the location. */
interface ScriptError {
  readonly message: string;
  readonly place: { readonly url: string; readonly line: number } | null;
}

/** Watches a page from now on. */
export async function watchPageErrors(page: Page, session: CDPSession): Promise<PageErrorWatch> {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    // An open dialog would block the page forever.
    dialog.dismiss().catch(() => undefined);
  });
  const crashed = new Promise<never>((_, reject) => {
    page.once('crash', () => {
      reject(tabCrashFailure());
    });
  });
  crashed.catch(() => undefined);
  return { dialogs, scriptErrors: await watchScripts(session), crashed };
}

async function watchScripts(session: CDPSession): Promise<readonly ScriptError[]> {
  const errors: ScriptError[] = [];
  const note = (message: string, url: string | undefined, line: number): void => {
    const place = url === undefined || url === '' ? null : { url, line: line + 1 };
    errors.push({ message: message.split('\n')[0] ?? '', place });
  };
  // Errors of the current document are reported before these calls return.
  await session.send('Runtime.enable');
  await session.send('Log.enable');
  session.on('Runtime.exceptionThrown', ({ exceptionDetails }) => {
    const { exception, text, url, lineNumber, stackTrace } = exceptionDetails;
    const [frame] = stackTrace?.callFrames ?? [];
    const thrown = exception?.description ?? String(exception?.value ?? text);
    note(thrown, frame?.url ?? url, frame?.lineNumber ?? lineNumber);
  });
  // A module of the wrong type is not executed, and nothing is thrown.
  session.on('Log.entryAdded', ({ entry: { source, level, text, url, lineNumber = 0 } }) => {
    if (source === 'javascript' && level === 'error') note(text, url, lineNumber);
  });
  return errors;
}

/** Returns the failure for a page whose tab has crashed. */
export function tabCrashFailure(): UnitFailure {
  return new UnitFailure({
    reason: 'exited',
    message: 'the page crashed the browser tab',
    remedy: 'Check whether the page needs more memory than this machine has.',
  });
}

/** True for an error message of playwright about a crashed tab. */
export function isCrashMessage(message: string): boolean {
  return /(?:page|target) crashed/i.test(message);
}

interface Watched {
  readonly network: NetworkActivity;
  readonly watch: PageErrorWatch;
  readonly scenario: PageScenario;
}

/**
 * Returns the first failed request or thrown script error, except for blocked hosts and expected
 * errors; null if there is none.
 */
export function findPageError({ network, watch, scenario }: Watched): UnitFailure | null {
  const failed = network
    .failures()
    .filter((request) => !request.isBrowsers && !isBlocked(request, scenario))
    .filter(({ url, why }) => !isExpected(`${url} ${why}`, scenario));
  const [request] = failed;
  const thrown = watch.scriptErrors.filter((error) => !isExpected(scriptText(error), scenario));
  const [error] = thrown;
  const others = othersText(failed.length + thrown.length - 1);
  if (request !== undefined) return requestFailed(request, others);
  return error === undefined ? null : scriptThrew(error, others, blockedHosts(network, scenario));
}

/**
 * Returns a resource of the page that is unanswered at rest; null if there is none. Requests that
 * scripts keep open do not count.
 */
export function findUnansweredRequest({ network, scenario }: Watched): UnitFailure | null {
  const [request] = network
    .open()
    .filter(({ type, url }) => type !== 'other' && !isExpected(url, scenario));
  const why = `no response after ${scenario.restTimeoutMs / 1_000} s`;
  return request === undefined ? null : requestFailed({ ...request, why }, '');
}

/** Returns notes on failed requests, expected or not, and on hosts that were blocked. */
export function describeNetworkFailures({
  network,
  scenario,
}: Pick<Watched, 'network' | 'scenario'>): NonNullable<Block['notes']> {
  const failures = network.failures().filter(({ isBrowsers }) => !isBrowsers);
  const hosts = blockedHosts(network, scenario);
  const texts = new Set(failures.map(({ url, why }) => `${shownUrl(url)}: ${why}`));
  return {
    ...(failures.length === 0
      ? {}
      : { failed_requests: failures.length, failures: [...texts].join(', ') }),
    ...(hosts.length === 0 ? {} : { blocked_hosts: hosts.join(', ') }),
  };
}

/** Returns the hosts that the page requested and that do not resolve for it. */
function blockedHosts(network: NetworkActivity, scenario: PageScenario): readonly string[] {
  const blocked = network.failures().filter((request) => isBlocked(request, scenario));
  const counting = blocked.filter(({ url }) => !isExpected(url, scenario));
  return [...new Set(counting.map(({ url }) => new URL(url).hostname))].toSorted();
}

function isBlocked({ url, why }: FailedPageRequest, { allowRemote }: PageScenario): boolean {
  const { hostname } = new URL(url);
  return (
    why.includes('ERR_NAME_NOT_RESOLVED') && !listReachableHosts(allowRemote).includes(hostname)
  );
}

function isExpected(text: string, { expectErrors = [] }: PageScenario): boolean {
  return expectErrors.some((expected) => text.includes(expected));
}

function requestFailed({ url, why }: FailedPageRequest, others: string): UnitFailure {
  const shown = shownUrl(url);
  return new UnitFailure({
    reason: 'unreachable',
    message: `the page requested ${shown} and got ${why.startsWith('no ') ? why : `an error: ${why}`}${others}`,
    remedy: `Make the server respond; without this response, users do not see the page. If the error is expected, add it to the scenario: page.expectErrors: ['${shown}'].`,
  });
}

function scriptThrew(error: ScriptError, others: string, blocked: readonly string[]): UnitFailure {
  const hosts = blocked.map((host) => `--allow-remote ${host}`).join(' ');
  const allow = hosts === '' ? '' : ` The page may need a blocked host (${hosts}).`;
  return new UnitFailure({
    reason: 'threw',
    message: `a page script failed: ${scriptText(error)}${others}`,
    remedy: `Fix the script; when a script fails, users do not see the page. If the error is expected, add part of its message to page.expectErrors.${allow}`,
  });
}

function othersText(count: number): string {
  return count === 0 ? '' : ` (and ${count} more ${count === 1 ? 'error' : 'errors'})`;
}

/** `TypeError: x is not a function, /app.js:3` */
function scriptText({ message, place }: ScriptError): string {
  return place === null ? message : `${message}, ${shownUrl(place.url)}:${place.line}`;
}

/** Returns the URL without the origin of this machine, whose port differs in each trial. */
function shownUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, pathname, search } = new URL(url);
  return listReachableHosts([]).includes(hostname) ? `${pathname}${search}` : url;
}
