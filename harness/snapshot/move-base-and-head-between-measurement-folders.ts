import { join } from 'node:path';
import { moveFolder } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';

/** One of the two folders in which units are measured. */
export type Slot = 0 | 1;

/**
 * Two folders with paths of equal length, into which the trees of both sides are moved by renaming.
 * A side with a build step has one tree per slot, since a build may contain its path; a side without
 * has the same tree for both.
 */
export interface Slots {
  /** Returns the folder of a side's tree outside the slots, where it is first written. */
  readonly parkingFolder: (side: SideId, slot: Slot) => string;
  /** Returns the current top of a side's tree. */
  readonly topOf: (side: SideId) => string;
  /** Moves both sides into the slots drawn. @returns Project folder of each side. */
  readonly moveIntoSlots: (slotOfA: Slot) => Readonly<Record<SideId, string>>;
}

export interface SlotsLayout {
  /** Parent folder of slots and trees. */
  readonly folder: string;
  /** Path of the project's folder inside the tree of each side. */
  readonly prefixes: Readonly<Record<SideId, string>>;
  /** True if each side has a separate tree for each slot. */
  readonly areBuilt: boolean;
}

interface Tree {
  readonly side: SideId;
  /** Slot for which it was built; null: any. */
  readonly slot: Slot | null;
}

/** Creates the two slots; all trees are parked outside of them at first. */
export function openBaseAndHeadSlots(
  host: Host,
  { folder, prefixes, areBuilt }: SlotsLayout,
): Slots {
  const inSlots: [Tree | null, Tree | null] = [null, null];
  const names = folderNames(prefixes);
  const treeOf = (side: SideId, slot: Slot): Tree => ({ side, slot: areBuilt ? slot : null });
  const parked = ({ side, slot }: Tree): string => join(folder, `${side}${slot ?? ''}`);
  const slotFolder = (side: SideId, slot: Slot): string => join(folder, String(slot), names[side]);
  for (const slot of [0, 1]) host.files.makeFolder(join(folder, String(slot)));

  const park = (slot: Slot): void => {
    const tree = inSlots[slot];
    if (tree === null) return;
    moveFolder(slotFolder(tree.side, slot), parked(tree));
    inSlots[slot] = null;
  };
  const moveIn = (tree: Tree, slot: Slot): void => {
    if (sameTree(inSlots[slot], tree)) return;
    moveFolder(parked(tree), slotFolder(tree.side, slot));
    inSlots[slot] = tree;
  };
  return {
    parkingFolder: (side, slot) => parked(treeOf(side, slot)),
    topOf: (side) => {
      const slot = inSlots[0]?.side === side ? 0 : 1;
      return inSlots[slot]?.side === side ? slotFolder(side, slot) : parked(treeOf(side, 0));
    },
    moveIntoSlots: (slotOfA) => {
      const slotOfB: Slot = slotOfA === 0 ? 1 : 0;
      const wanted = { a: treeOf('a', slotOfA), b: treeOf('b', slotOfB) };
      if (!sameTree(inSlots[slotOfA], wanted.a)) park(slotOfA);
      if (!sameTree(inSlots[slotOfB], wanted.b)) park(slotOfB);
      moveIn(wanted.a, slotOfA);
      moveIn(wanted.b, slotOfB);
      return {
        a: join(slotFolder('a', slotOfA), prefixes.a),
        b: join(slotFolder('b', slotOfB), prefixes.b),
      };
    },
  };
}

/** Returns names of the sides' folders that make their paths equally long. */
function folderNames(prefixes: Readonly<Record<SideId, string>>): Readonly<Record<SideId, string>> {
  const lengthOf = (side: SideId): number => join('/', 't', prefixes[side]).length;
  const longest = Math.max(lengthOf('a'), lengthOf('b'));
  const name = (side: SideId): string => 't'.repeat(1 + longest - lengthOf(side));
  return { a: name('a'), b: name('b') };
}

function sameTree(tree: Tree | null, other: Tree): boolean {
  return tree?.side === other.side && tree.slot === other.slot;
}
