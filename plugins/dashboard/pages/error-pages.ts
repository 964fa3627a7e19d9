import { pages } from 'perf-harness/plugin';
import type { NavigationSections } from './navigation-sections.ts';
import { renderPageLayout } from './page-layout.ts';

const LOOKS = {
  'not-found': { title: 'Not found', sign: '?', word: 'Not found', tone: 'doubt' },
  trouble: { title: 'Trouble', sign: '!', word: 'Trouble', tone: 'bad' },
} as const;

/** Renders the page for an address that leads nowhere, or for data that could not be read. */
export function errorPage(
  sections: NavigationSections,
  look: keyof typeof LOOKS,
  sentence: string,
  more: string,
): string {
  const head = { ...LOOKS[look], sentence };
  return renderPageLayout({ sections, head, body: pages.html`<p>${more}</p>` });
}

/** Renders the page for visitors without the token: what to do, and nothing of the project. */
export function accessDeniedPage(): string {
  const sentence = 'Open the dashboard with the full address that the server printed.';
  return pages.htmlPage(
    { title: 'Locked', sign: '!', word: 'Locked', tone: 'doubt', sentence },
    pages.html`<p>Open the address that <code>perf-harness serve</code> printed when it was started: it ends in <code>?token=…</code>. Each start makes a new one. The browser is then known until it is closed.</p>`,
    { navigation: pages.html`` },
  );
}
