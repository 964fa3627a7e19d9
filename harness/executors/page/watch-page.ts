import type { Page } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';

/** What a page does that nobody waits for. */
export interface PageWatch {
  /** Kinds of the dialogs that it has opened; they are dismissed. */
  readonly dialogs: readonly string[];
  /** Rejects with a UnitFailure when its tab has crashed. */
  readonly crashed: Promise<never>;
}

/** Watches a page from now on. */
export function watchPage(page: Page): PageWatch {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    // Left open, it would stop the page for ever.
    dialog.dismiss().catch(() => undefined);
  });
  const crashed = new Promise<never>((_, reject) => {
    page.once('crash', () => {
      reject(tabCrashed());
    });
  });
  crashed.catch(() => undefined);
  return { dialogs, crashed };
}

/** What is said of a page whose tab is gone. */
export function tabCrashed(): UnitFailure {
  return new UnitFailure({
    reason: 'exited',
    message: 'the page crashed its tab',
    remedy: 'Look whether it needs more memory than this machine has.',
  });
}

/** Whether an error of playwright says that the tab is gone. */
export function isOfCrash(message: string): boolean {
  return /(?:page|target) crashed/i.test(message);
}
