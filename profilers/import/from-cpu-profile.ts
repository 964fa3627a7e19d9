import { firstKeys } from '../json/first-keys.ts';
import { createCpuProfileReader } from '../v8/read-cpu-profile.ts';
import type { PartsImporter } from './profile-importer.ts';

/** What `node --cpu-prof`, Chrome DevTools and clinic's flame leave. */
export const cpuProfileImporter: PartsImporter = {
  tool: 'v8-cpu',
  title: 'CPU profile of V8 (node --cpu-prof, Chrome DevTools)',
  recognises: (head) => {
    const { isList, keys } = firstKeys(head);
    if (isList) return false;
    return keys.includes('timeDeltas') || (keys.includes('nodes') && head.includes('"callFrame"'));
  },
  readParts: async (parts, own) => {
    const reader = createCpuProfileReader({ own });
    for await (const part of parts) reader.push(part);
    return reader.profile();
  },
};
