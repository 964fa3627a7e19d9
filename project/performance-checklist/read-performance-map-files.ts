import { relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Host } from '../../harness/host.ts';
import {
  PERFORMANCE_MAP_SCHEMA,
  performanceMapSchema,
} from '../../harness/model/documents/performance-map-document.ts';
import {
  PROFILE_SCHEMA,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { tryParseJson } from '../../harness/model/value/try-parse-json.ts';
import type { ProjectEvidence } from './performance-checklist-evidence-types.ts';

/** Reads the maps in files, relative to the current folder. @throws UserError for other files. */
export function readPerformanceMapFiles(
  host: Host,
  root: string,
  named: readonly string[],
): ProjectEvidence['maps'] {
  return named.map((file) => mapIn(host, root, file));
}

/** Reads a map, or the profile report that contains it. @throws UserError for any other file. */
function mapIn(host: Host, root: string, file: string): ProjectEvidence['maps'][number] {
  const path = resolve(host.cwd, file);
  const text = host.files.read(path);
  if (text === null) throw unusable(file, 'the file does not exist');
  const value = tryParseJson(text);
  const schema = z.object({ schema: z.string() }).loose().safeParse(value).data?.schema;
  const found = { file: relative(root, path) };
  if (schema === PERFORMANCE_MAP_SCHEMA) {
    const parsed = performanceMapSchema.safeParse(value);
    if (parsed.success) return { ...found, content: parsed.data };
    throw unusable(file, 'the performance map is damaged');
  }
  if (schema !== PROFILE_SCHEMA) throw unusable(file, 'the file is not a perf-harness profile');
  const parsed = profileReportSchema.safeParse(value);
  if (!parsed.success) throw unusable(file, 'the profile is damaged');
  const { map } = parsed.data;
  if (map === null || map === undefined) throw unusable(file, 'the profile has no performance map');
  return { ...found, content: map };
}

function unusable(file: string, why: string): UserError {
  return new UserError({
    code: 'evidence-unusable',
    message: `--evidence ${file} cannot be used: ${why}.`,
    remedy: 'Create a profile: perf-harness profile <scenario> --reporter json=profile.json',
  });
}
