import { firstKeys } from '../json/first-keys.ts';
import { readHeapProfile } from '../v8/read-heap-profile.ts';
import type { TextImporter } from './profile-importer.ts';

/** What `node --heap-prof` and the memory panel of Chrome DevTools leave. */
export const heapProfileImporter: TextImporter = {
  tool: 'v8-heap',
  title: 'heap profile of V8 (node --heap-prof, Chrome DevTools)',
  recognises: (head) =>
    head.includes('"selfSize"') &&
    firstKeys(head).keys.some((key) => /^(?:head|samples)$/.test(key)),
  // What `node --heap-prof` writes holds what was still alive at the end.
  read: (text, own) => readHeapProfile(text, { own, tool: 'v8-heap', weight: 'held' }),
};
