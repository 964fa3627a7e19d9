import { Lang, parse, type SgNode } from '@ast-grep/napi';
import { kindOf, lineOf } from '../../analysis/index.ts';

/** Render-blocking resource of a page. */
export interface BlockingResource {
  readonly kind: 'script' | 'stylesheet';
  readonly url: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Finds scripts and style sheets in the head of a built page that block its first paint (TPP-02),
 * by the HTML standard: scripts that are neither `async`, `defer` nor a module, and style sheets
 * that are not for another medium.
 */
export function findBlockingResources(html: string): readonly BlockingResource[] {
  const head = headOf(parse(Lang.Html, html).root());
  const tags = head?.findAll(TAGS) ?? [];
  return tags.flatMap((tag): readonly BlockingResource[] => {
    const attributes = attributesOf(tag);
    const name = nameOf(tag);
    if (name === 'script') return blockingScript(tag, attributes);
    return name === 'link' ? blockingSheet(tag, attributes) : [];
  });
}

/** Every opening tag of a page. */
const TAGS = { rule: { any: [{ kind: 'start_tag' }, { kind: 'self_closing_tag' }] } };

type Attributes = ReadonlyMap<string, string>;

function blockingScript(tag: SgNode, attributes: Attributes): readonly BlockingResource[] {
  const url = attributes.get('src');
  const type = attributes.get('type') ?? '';
  const isClassic = type === '' || /javascript/iu.test(type);
  const isLate = attributes.has('async') || attributes.has('defer');
  if (url === undefined || !isClassic || isLate) return [];
  return [{ kind: 'script', url, line: lineOf(tag) }];
}

function blockingSheet(tag: SgNode, attributes: Attributes): readonly BlockingResource[] {
  const url = attributes.get('href');
  const relations = (attributes.get('rel') ?? '').toLowerCase().split(/\s+/u);
  const medium = (attributes.get('media') ?? 'all').trim().toLowerCase();
  const isMeant = relations.includes('stylesheet') && !relations.includes('alternate');
  const isForAll = medium !== 'print' && medium !== 'none';
  if (url === undefined || !isMeant || !isForAll || attributes.has('disabled')) return [];
  return [{ kind: 'stylesheet', url, line: lineOf(tag) }];
}

function nameOf(tag: SgNode): string {
  return (
    tag
      .find({ rule: { kind: 'tag_name' } })
      ?.text()
      .toLowerCase() ?? ''
  );
}

function attributesOf(tag: SgNode): Attributes {
  return new Map(
    tag
      .children()
      .filter((child) => kindOf(child) === 'attribute')
      .map((child) => {
        const name =
          child
            .find({ rule: { kind: 'attribute_name' } })
            ?.text()
            .toLowerCase() ?? '';
        return [name, child.find({ rule: { kind: 'attribute_value' } })?.text() ?? ''];
      }),
  );
}

/** Finds the head by tag name; walking up from each tag would visit siblings repeatedly. */
function headOf(root: SgNode): SgNode | null {
  const names = root.findAll({ rule: { kind: 'tag_name', regex: '^(?i:head)$' } });
  return names.map((name) => name.parent()?.parent()).find((ancestor) => ancestor != null) ?? null;
}

/**
 * Elements of a page above which each style and each layout takes long, as Lighthouse's audit of the size of
 * a page has it (`dom-size`: it fails above 1,400).
 */
export const LARGE_DOM_ELEMENTS = 1_400;

/** Counts the elements of a built page, without those that scripts add. */
export function countElements(html: string): number {
  return parse(Lang.Html, html).root().findAll(TAGS).length;
}
