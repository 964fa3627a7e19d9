import { sanitizeText } from '../read/sanitize-text.ts';

const LONGEST = 300;

/** Text of others as Markdown that shows it as it is, on one line. */
export function markdownText(text: string): string {
  return sanitizeText(text.replace(/\s+/gu, ' ').trim(), LONGEST)
    .replace(/[\\`*_{}[\]|#~!$]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
