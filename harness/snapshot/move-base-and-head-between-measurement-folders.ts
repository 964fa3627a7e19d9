import { join } from 'node:path';
import { moveFolder } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';

/** One of the two locations in which units are measured. */
export type Slot = 0 | 1;

/**
 * Two locations with paths of equal length, and the trees of both sides, which are moved there by
 * renaming. A side with a build step has one build per slot, since a build may contain its path; a
 * side without is the same folder in both.
 */
export interface Slots {
  /** Returns the folder of a side's tree outside the slots, where it is first written. */
  readonly parked: (side: SideId, slot: Slot) => string;
  /** Moves a side's tree into a slot and empties the other slot. @returns Top of the tree. */
  readonly bringIn: (side: SideId, slot: Slot) => string;
  /** Returns the current top of a side's tree. */
  readonly topOf: (side: SideId) => string;
  /** Moves both sides into the slots drawn. @returns Project folder of each side. */
  readonly moveIntoSlots: (slotOfA: Slot) => Readonly<Record<SideId, string>>;
}

export interface SlotsLayout {
  /** Folder that everything lies in. */
  readonly folder: string;
  /** Path of the project's folder inside the tree of each side. */
  readonly prefixes: Readonly<Record<SideId, string>>;
  /** Each side has a tree for each slot. */
  readonly areBuilt: boolean;
}

interface Tree {
  readonly side: SideId;
  /** The slot that it belongs to; null: either. */
  readonly slot: Slot | null;
}

/** Makes the two places; every tree is parked at first. */
export function openBaseAndHeadSlots(
  host: Host,
  { folder, prefixes, areBuilt }: SlotsLayout,
): Slots {
  const inSlots: [Tree | null, Tree | null] = [null, null];
  const names = folderNames(prefixes);
  const treeOf = (side: SideId, slot: Slot): Tree => ({ side, slot: areBuilt ? slot : null });
  const parked = ({ side, slot }: Tree): string => join(folder, `${side}${slot ?? ''}`);
  const place = (side: SideId, slot: Slot): string => join(folder, String(slot), names[side]);
  for (const slot of [0, 1]) host.files.makeFolder(join(folder, String(slot)));

  const park = (slot: Slot): void => {
    const tree = inSlots[slot];
    if (tree === null) return;
    moveFolder(place(tree.side, slot), parked(tree));
    inSlots[slot] = null;
  };
  const moveIn = (tree: Tree, slot: Slot): void => {
    if (sameTree(inSlots[slot], tree)) return;
    moveFolder(parked(tree), place(tree.side, slot));
    inSlots[slot] = tree;
  };
  return {
    parked: (side, slot) => parked(treeOf(side, slot)),
    bringIn: (side, slot) => {
      park(0);
      park(1);
      moveIn(treeOf(side, slot), slot);
      return place(side, slot);
    },
    topOf: (side) => {
      const slot = inSlots[0]?.side === side ? 0 : 1;
      return inSlots[slot]?.side === side ? place(side, slot) : parked(treeOf(side, 0));
    },
    moveIntoSlots: (slotOfA) => {
      const slotOfB: Slot = slotOfA === 0 ? 1 : 0;
      const wanted = { a: treeOf('a', slotOfA), b: treeOf('b', slotOfB) };
      if (!sameTree(inSlots[slotOfA], wanted.a)) park(slotOfA);
      if (!sameTree(inSlots[slotOfB], wanted.b)) park(slotOfB);
      moveIn(wanted.a, slotOfA);
      moveIn(wanted.b, slotOfB);
      return {
        a: join(place('a', slotOfA), prefixes.a),
        b: join(place('b', slotOfB), prefixes.b),
      };
    },
  };
}

/** Side folders in a slot, padded to paths of equal length. */
function folderNames(prefixes: Readonly<Record<SideId, string>>): Readonly<Record<SideId, string>> {
  const lengthOf = (side: SideId): number => join('/', 't', prefixes[side]).length;
  const longest = Math.max(lengthOf('a'), lengthOf('b'));
  const name = (side: SideId): string => 't'.repeat(1 + longest - lengthOf(side));
  return { a: name('a'), b: name('b') };
}

function sameTree(tree: Tree | null, other: Tree): boolean {
  return tree?.side === other.side && tree.slot === other.slot;
}
