import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import type { AgentProtocol } from './agent-cli-protocol.ts';

/** Lines printed by `codex exec --json` that matter here. */
const eventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('item.completed'),
    item: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).optional(),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);

/** Codex CLI. Its own sandbox makes it read-only; it reports tokens but no cost. */
export const codex: AgentProtocol = {
  call: (prompt) => ({
    args: ['exec', '--json', '--sandbox', 'read-only', '--skip-git-repo-check', '--ephemeral', '-'],
    stdin: prompt,
  }),
  read: (stdout) => {
    const lines = stdout.split('\n').filter((line) => line.trim() !== '');
    const values = lines.map(parseJsonOrNull);
    if (!values.some((value) => typeof value === 'object' && value !== null && 'type' in value)) {
      return null;
    }
    let [text, tokens]: [string, number | null] = ['', null];
    let trouble: string | null = 'it exited before answering';
    for (const value of values) {
      const event = eventSchema.safeParse(value).data;
      if (event === undefined) continue;
      if (event.type === 'item.completed') {
        if (event.item.type === 'agent_message') text = event.item.text ?? '';
      } else if (event.type === 'turn.completed') {
        const { input_tokens: read = 0, output_tokens: written = 0 } = event.usage ?? {};
        tokens = (tokens ?? 0) + read + written;
        trouble = null;
      } else {
        trouble = event.type === 'error' ? event.message : event.error.message;
      }
    }
    return { text, usd: null, tokens, trouble };
  },
};
