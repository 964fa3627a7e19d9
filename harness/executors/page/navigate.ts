import type { Page, Response } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';
import { isOfCrash, tabCrashed } from './watch-page.ts';

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/ERR_CONNECTION_REFUSED/, 'Look whether the server listens on the port that it finds in PORT.'],
  [
    /ERR_CERT|ERR_SSL/,
    'Serve the page over plain HTTP on this machine, or with a certificate that it trusts.',
  ],
  [/ERR_TOO_MANY_REDIRECTS/, 'Follow the redirects by hand with `curl -sIL`.'],
  [/ERR_NAME_NOT_RESOLVED/, 'Other hosts than this machine need --allow-remote.'],
  [/Timeout|timeout/, 'Look what it waits for, or give it longer with `loadTimeout`.'],
];

/**
 * Loads an address, up to its `load` event.
 * @throws UnitFailure where it does not come, or is answered with an error.
 */
export async function navigate(page: Page, url: string, timeout: number): Promise<void> {
  let response: Response | null;
  try {
    response = await page.goto(url, { waitUntil: 'load', timeout });
  } catch (error) {
    const [message = ''] = (error as Error).message.split('\n');
    if (isOfCrash(message)) throw tabCrashed();
    const said = message.replace(/^page\.goto: /, '');
    const remedy = REMEDIES.find(([pattern]) => pattern.test(said))?.[1];
    throw new UnitFailure({
      reason: 'unreachable',
      message: `${url} did not load: ${said}`,
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  const status = response?.status() ?? 0;
  if (status < 400) return;
  throw new UnitFailure({
    reason: 'unreachable',
    message: `${url} was answered with status ${status}`,
    remedy: 'An error page is not what is to be measured.',
  });
}
