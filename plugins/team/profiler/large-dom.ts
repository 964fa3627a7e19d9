import { Lang, parse } from '@ast-grep/napi';
import { TAGS } from './render-blocking.ts';

/**
 * Elements of a page above which each style and each layout takes long, as Lighthouse's audit of the size of
 * a page has it (`dom-size`: it fails above 1,400).
 */
export const LARGE_ABOVE = 1_400;

/** Elements of a built page; what scripts add to it is not among them. */
export function countElements(html: string): number {
  return parse(Lang.Html, html).root().findAll(TAGS).length;
}
