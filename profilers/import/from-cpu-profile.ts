import { readCpuProfile } from '../v8/read-cpu-profile.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** What `node --cpu-prof`, Chrome DevTools and clinic's flame leave. */
export const cpuProfileImporter: ProfileImporter = {
  tool: 'v8-cpu',
  title: 'CPU profile of V8 (node --cpu-prof, Chrome DevTools)',
  recognises: (head) =>
    /^\s*\{\s*"(nodes|startTime|endTime|samples|timeDeltas|title)"\s*:/.test(head) &&
    (head.includes('"callFrame"') || head.includes('"timeDeltas"')),
  read: (text, own) => readCpuProfile(text, { own }),
};
