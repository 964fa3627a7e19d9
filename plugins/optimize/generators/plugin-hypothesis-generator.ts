import { type Host, type Plugin, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type { HypothesisGenerator } from '../document/optimization-hypothesis.ts';
import { buildResearch, sanitizeLine } from './build-research-from-external-proposals.ts';
import { programProposalsSchema } from './external-program-proposals-schema.ts';

type PluginGenerator = NonNullable<Plugin['generators']>[number];

/** Creates a generator from another plugin's; its answer is validated like that of a program. */
export function createPluginGenerator(
  host: Host,
  { id, generate }: PluginGenerator,
): HypothesisGenerator {
  return {
    id,
    generate: async (context) => {
      const { root, map, exclude, tried = [], signal } = context;
      const request = { host, root, map, exclude, tried, signal };
      const answer: unknown = await generate(request).catch((error: unknown) => {
        signal.throwIfAborted();
        throw trouble(
          id,
          `failed: ${error instanceof Error ? error.message : String(error)}`,
          error,
        );
      });
      const { success, data, error } = programProposalsSchema.safeParse(answer);
      if (!success) {
        const what = `returned invalid hypotheses: ${z.prettifyError(error)}`;
        throw trouble(id, what, error);
      }
      const { notes, spent: _, ...proposals } = data;
      return buildResearch(host, context, proposals, {
        flags: notes.map((note) => `${id}: ${sanitizeLine(note)}`),
      });
    },
  };
}

function trouble(id: string, what: string, cause: unknown): UserError {
  return new UserError({
    code: 'generator-failed',
    message: `The generator ${id} ${what}`,
    remedy:
      'Fix the plugin that provides the generator, or remove the plugin from `plugins` in the configuration.',
    cause,
  });
}
