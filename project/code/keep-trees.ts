/**
 * Characters of source whose syntax is kept for good; each takes some 27 bytes. Rules go through the files of a
 * project one after the other, each rule anew: were the oldest always given up, none would be found again. Much of what
 * is given up stays anyway, since what rules remember of a file holds its syntax; parsed anew it is there twice.
 */
const KEPT_CHARACTERS = 12_000_000;
/** Of files beyond that: rules come back to the one that they are at. */
const KEPT_LAST = 50;

/** What was parsed, with what it takes. */
export interface ParsedText<Tree> {
  readonly tree: Tree;
  readonly characters: number;
}

/** Remembers the syntax of files as far as there is room for it, and of others the last ones. */
export function keepTrees<Tree>(
  parse: (file: string) => ParsedText<Tree>,
  { most = KEPT_CHARACTERS, last = KEPT_LAST } = {},
): (file: string) => Tree {
  const kept = new Map<string, Tree>();
  const latest = new Map<string, Tree>();
  let taken = 0;
  return (file) => {
    if (kept.has(file)) return kept.get(file) as Tree;
    if (latest.has(file)) return latest.get(file) as Tree;
    const { tree, characters } = parse(file);
    if (taken + characters <= most) {
      taken += characters;
      kept.set(file, tree);
      return tree;
    }
    latest.set(file, tree);
    const [oldest] = latest.size > last ? latest.keys() : [];
    if (oldest !== undefined) latest.delete(oldest);
    return tree;
  };
}
