import { createHash } from 'node:crypto';

/**
 * The Content-Security-Policy of a page: nothing may be fetched, and no style or script holds but
 * those that stand in the page as it is sent, each by its hash. Texts of others are escaped in it,
 * so that what looks like an element is ours.
 */
export function policyOf(page: string): string {
  const images = page.includes('<img ') ? ['img-src data:'] : [];
  return [
    "default-src 'none'",
    ...hashes('style', page),
    ...hashes('script', page),
    ...images,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function hashes(element: 'style' | 'script', page: string): readonly string[] {
  const found = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gsu'))];
  if (found.length === 0) return [];
  const names = found.map(([, text = '']) => `'sha256-${digestOf(text)}'`);
  return [`${element}-src ${names.join(' ')}`];
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
