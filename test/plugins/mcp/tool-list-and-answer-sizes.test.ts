/** Cost of the list of tools and of answers, in tokens: four characters are about one. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { collectAgentTools } from '../../../cli/collect-agent-tools.ts';
import { createConcurrencyLimit } from '../../../harness/host/concurrency-limit.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { openMcpServer } from '../../../plugins/mcp/mcp-server.ts';
import { composeMcpServerDependencies } from '../../../plugins/mcp/mcp-server-dependencies.ts';
import { OFFICIAL_PLUGINS } from '../../../registry/official-plugins.ts';
import { READ_ONLY, type ServerTool } from '../../../registry/tools/agent-tool-definition.ts';
import { comparisonText } from '../../../registry/tools/comparison-answer-text.ts';
import {
  assessComparisonGain,
  gainSchema,
} from '../../../registry/tools/schemas/proven-performance-gain.ts';
import { goldenDocuments } from '../../../tools/golden/golden-documents.ts';

const CHARACTERS_PER_TOKEN = 4;
const tokensOf = (value: unknown): number =>
  (typeof value === 'string' ? value : JSON.stringify(value)).length / CHARACTERS_PER_TOKEN;

const source = await collectAgentTools(OFFICIAL_PLUGINS);
const ALL = source.permissions;

/** Connects a client to a server in this process, with these tools in addition to its own. */
async function connect(
  allowed: readonly string[],
  ...more: readonly ServerTool[]
): Promise<Client> {
  const rules = {
    allowed: new Set(allowed),
    measuring: createConcurrencyLimit(1, 4),
    reading: createConcurrencyLimit(4, 64),
  };
  const parts = composeMcpServerDependencies(
    { cwd: process.cwd(), env: process.env },
    { ...source, ofCore: [...source.ofCore, ...more] },
  );
  const server = openMcpServer('1.0.0', rules, parts, () => undefined);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'test', version: '1.0.0' });
  await Promise.all([server.connect(theirs), client.connect(ours)]);
  return client;
}

const NUMBERS: ServerTool = {
  name: 'numbers',
  title: 'Numbers',
  description: 'Numbers as they are measured.',
  permission: null,
  measures: false,
  effects: READ_ONLY,
  input: z.strictObject({}),
  output: z.looseObject({}),
  call: async () => ({
    structured: { ratio: 0.123456789012345, seed: 1_322_374_026, list: [1 / 3], none: null },
    text: 'numbers\n',
  }),
};

describe('the list of tools', () => {
  test('costs at most 4,000 tokens with everything allowed', async () => {
    const listed = await (await connect(ALL)).listTools();
    expect(tokensOf(listed)).toBeLessThanOrEqual(4_000);
    expect(listed.tools.map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "list_scenarios",
        "history",
        "explain_record",
        "run",
        "compare",
        "gate",
        "calibrate",
        "map",
        "profile",
        "bisect",
        "explain",
        "prove",
        "optimize_start",
        "optimize_status",
        "optimize_stop",
        "audit",
        "investigate",
        "team_start",
        "team_status",
        "team_decide",
        "team_feedback",
        "team_revise",
        "team_finish",
      ]
    `);
  });

  test('states the input of each tool, and the effects that differ from what clients assume', async () => {
    const { tools } = await (await connect(ALL)).listTools();
    for (const { inputSchema } of tools) expect(inputSchema).toMatchObject({ type: 'object' });
    const effects = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
    expect(effects).toMatchObject({
      history: { readOnlyHint: true, openWorldHint: false },
      prove: { destructiveHint: false },
      optimize_start: {},
    });
  });

  test('has only tools that can be called, so it costs less with less allowed', async () => {
    const names = async (allowed: readonly string[]): Promise<readonly string[]> =>
      (await (await connect(allowed)).listTools()).tools.map(({ name }) => name);
    const reading = [
      'list_scenarios',
      'history',
      'explain_record',
      'optimize_status',
      'team_status',
    ];
    expect(await names([])).toEqual(reading);
    expect((await names(['explain', 'prove'])).toSorted()).toEqual(
      [...reading, 'explain', 'prove'].toSorted(),
    );
  });

  test('leaves to the instructions what is not allowed', async () => {
    expect((await connect(['explain', 'prove'])).getInstructions()).toMatch(
      /Not allowed here, and so not listed: run, compare, .*team/u,
    );
    expect((await connect(ALL)).getInstructions()).not.toContain('Not allowed');
  });
});

describe('an answer', () => {
  test('has four digits of a number, and whole numbers as they are', async () => {
    const client = await connect([], NUMBERS);
    const { structuredContent } = await client.callTool({ name: 'numbers', arguments: {} });
    expect(structuredContent).toEqual({
      ratio: 0.1235,
      seed: 1_322_374_026,
      list: [0.3333],
      none: null,
    });
  });

  test.each(
    Object.entries(goldenDocuments()).filter(
      ([, { schema }]) => schema === 'perf-harness/comparison@1',
    ),
  )('about %s costs at most 300 tokens of text, with its gain', async (_, document) => {
    const report = document as ComparisonReport;
    // Each metric of each scenario twenty times over.
    const many = Array.from({ length: 20 }, () => report.comparisons).flat();
    for (const comparisons of [report.comparisons, many]) {
      const whole = { ...report, comparisons };
      const names = comparisons.map(({ scenario }) => scenario);
      const answer: ServerTool = {
        ...NUMBERS,
        output: z.object({ gain: gainSchema }),
        call: async () => ({
          structured: { gain: assessComparisonGain(whole, names) },
          text: await comparisonText(whole),
        }),
      };
      const client = await connect([], answer);
      const { content } = await client.callTool({ name: 'numbers', arguments: {} });
      const [{ text }] = content as [{ text: string }];
      expect(tokensOf(text)).toBeLessThanOrEqual(300);
      expect(text).toMatch(/^gain confirmed=(?:true|false) .+\n\S+: .+/u);
      expect(text).not.toMatch(/\d\.\d{6}/u);
    }
  });
});
