import { sanitizeText } from '../read/sanitize-log-text.ts';

const MAX_LENGTH = 300;

/** Escapes foreign text so that Markdown shows it unchanged, on one line. */
export function markdownText(text: string): string {
  return sanitizeText(text.replace(/\s+/gu, ' ').trim(), MAX_LENGTH)
    .replace(/[\\`*_{}[\]|#~!$]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
