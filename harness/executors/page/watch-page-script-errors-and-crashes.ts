import type { CDPSession, Page } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';

export interface PageErrorWatch {
  /** Kinds of the dialogs that it has opened; they are dismissed. */
  readonly dialogs: readonly string[];
  /** Errors not caught by any of its scripts, and scripts that the browser refused to run. */
  readonly scriptErrors: readonly ScriptError[];
  /** Rejects with a UnitFailure when its tab has crashed. */
  readonly crashed: Promise<never>;
}

/** An error of a script and its location; null if the browser does not report the location. */
export interface ScriptError {
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
