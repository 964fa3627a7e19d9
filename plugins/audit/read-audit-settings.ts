import { type Config, configuration, type Host } from 'perf-harness/plugin';
import { z } from 'zod';
import type { AuditTracker } from './audit-config-definition.ts';

const { closedObject, nonEmptyText, textList } = configuration;

const variable = nonEmptyText('the name of an environment variable');
const address = z.url({ protocol: /^https?$/u, error: 'a URL that starts with https://' });

const tracker = z.discriminatedUnion(
  'type',
  [
    closedObject('a tracker, such as { type: "linear" }', {
      type: z.literal('linear'),
      url: address.optional(),
      token: variable.default('LINEAR_API_KEY'),
    }),
    closedObject('a tracker, such as { type: "github", repository: "owner/name" }', {
      type: z.literal('github'),
      repository: z
        .string({ error: 'a repository, in the form "owner/name"' })
        .regex(/^[\w.-]+\/[\w.-]+$/u, { error: 'a repository, in the form "owner/name"' }),
      url: address.optional(),
      token: variable.default('GITHUB_TOKEN'),
    }),
  ],
  {
    error: 'a tracker, such as { type: "linear" } or { type: "github", repository: "owner/name" }',
  },
);

const auditSchema = closedObject('an object with exclude and tracker', {
  exclude: textList('a list of globs, relative to the audited folder').optional(),
  tracker: tracker.optional(),
});

/** Files excluded from the audits of a project, and the tracker that receives their task. */
interface ConfiguredAudit {
  /** Globs that replace the defaults; null: the defaults. */
  readonly exclude: readonly string[] | null;
  /** null: the task stays a file. */
  readonly tracker: AuditTracker | null;
}

/** Reads the configuration section `audit`. @throws UserError listing every mistake in it. */
export function readAuditSettings(host: Host, config: Config): ConfiguredAudit {
  const read = configuration.readSection(host, config, 'audit', auditSchema);
  const { exclude = null, tracker: wanted } = read ?? {};
  if (wanted === undefined) return { exclude, tracker: null };
  const { url, ...named } = wanted;
  return { exclude, tracker: { ...named, ...(url !== undefined && { url }) } };
}
