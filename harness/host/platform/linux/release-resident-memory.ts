/**
 * Excludes the launcher's memory from the command's peak.
 *
 * When a process executes a program, the kernel carries the high-water mark of its previous memory
 * over into its account (`setmax_mm_hiwater_rss` in exec_mmap). A child that was just spawned still
 * has the launcher's memory at that point, so ru_maxrss of every command starts at the launcher's
 * own peak: about 55 MB for a Node.js process, more than a small Node.js program takes. Two steps
 * before each spawn reduce that to about 20 MB: unmodified file-backed pages are released (the
 * kernel maps them in again from its cache on the next access), and the high-water mark is reset.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface AddressRange {
  readonly start: bigint;
  readonly length: bigint;
}

/**
 * Returns a function that releases memory before a spawn. @param adviseUnneeded - Informs the
 * kernel that memory is not needed now (`madvise`).
 */
export function prepareMemoryRelease(
  adviseUnneeded: (address: bigint, length: bigint) => void,
): () => void {
  // Done once: reading the map takes milliseconds and creates garbage. The program and its shared
  // libraries stay mapped for the life of the process, and a read-only mapping without private
  // pages never gets any.
  const ranges = findCleanFileMappings(readFileSync('/proc/self/smaps', 'utf8'));
  return () => {
    for (const { start, length } of ranges) adviseUnneeded(start, length);
    resetHighWater();
  };
}

/** Finds file mappings with no content beyond the file: read-only, without private copies. */
export function findCleanFileMappings(smaps: string): readonly AddressRange[] {
  const found: AddressRange[] = [];
  for (const section of smaps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const head = /^([0-9a-f]+)-([0-9a-f]+) r-[x-]p \S+ \S+ ([1-9]\d*) /.exec(section);
    // Anonymous pages are relocated data: they exist nowhere else.
    if (head === null || !/^Anonymous:\s+0 kB$/m.test(section)) continue;
    const start = BigInt(`0x${head[1]}`);
    found.push({ start, length: BigInt(`0x${head[2]}`) - start });
  }
  return found;
}

function resetHighWater(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not every container allows it. The mark stays higher then, and is reported as it is.
  }
}
