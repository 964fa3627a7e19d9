/** Longest slug: it names folders and branches. */
const LONGEST = 50;
/** Slug of a target without any character that a slug may contain. */
const NAMELESS = 'target';

/**
 * Short name of a target, for folders and branches: what follows the last `::`, in small letters,
 * with a hyphen for all that is neither letter nor digit of ASCII.
 */
export function createTargetSlug(target: string): string {
  const last = target.split('::').findLast((part) => part !== '') ?? '';
  const words = last.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return cut(words.replace(/^-+/, ''), LONGEST) || NAMELESS;
}

/**
 * The same, with a number where the name belongs to another target: `translate-2`.
 * @param ownerOf - The target that has a slug already; null: nobody has.
 */
export function findFreeSlug(target: string, ownerOf: (slug: string) => string | null): string {
  const plain = createTargetSlug(target);
  for (let serial = 1; ; serial += 1) {
    const suffix = serial === 1 ? '' : `-${serial}`;
    const slug = cut(plain, LONGEST - suffix.length) + suffix;
    const owner = ownerOf(slug);
    if (owner === null || owner === target) return slug;
  }
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-+$/, '');
}
