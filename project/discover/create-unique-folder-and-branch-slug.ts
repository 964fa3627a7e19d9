/** Longest slug: it names folders and branches. */
const MAX_LENGTH = 50;
/** Slug of a target without any character that a slug may contain. */
const NAMELESS = 'target';

/**
 * Returns the short name of a target, for folders and branches: the part after the last `::`, in
 * lower case, with hyphens in place of everything but ASCII letters and digits.
 */
export function createTargetSlug(target: string): string {
  const last = target.split('::').findLast((part) => part !== '') ?? '';
  const words = last.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return cut(words.replace(/^-+/, ''), MAX_LENGTH) || NAMELESS;
}

/**
 * Returns the slug, with a number if it belongs to another target: `translate-2`.
 * @param ownerOf - Returns the target that already has a slug; null if it is free.
 */
export function findFreeSlug(target: string, ownerOf: (slug: string) => string | null): string {
  const plain = createTargetSlug(target);
  for (let serial = 1; ; serial += 1) {
    const suffix = serial === 1 ? '' : `-${serial}`;
    const slug = cut(plain, MAX_LENGTH - suffix.length) + suffix;
    const owner = ownerOf(slug);
    if (owner === null || owner === target) return slug;
  }
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-+$/, '');
}
