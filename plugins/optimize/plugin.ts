import type { Plugin } from 'perf-harness/plugin';
import { explain, optimize, prove } from './command/commands.ts';
import type { Brief } from './document/brief-document.ts';
import type { OptimizationReport } from './document/optimization-document.ts';
import type { Proof } from './document/proof-document.ts';

/** Improves a target in cycles of proven changes. */
export const plugin: Plugin = {
  name: 'optimize',
  apiVersion: 1,
  commands: [optimize, prove, explain],
  documents: [
    {
      name: 'optimization',
      schema: 'perf-harness/optimization@1',
      jsonSchema: async () =>
        (await import('./document/optimization-document.ts')).optimizationJsonSchema(),
      view: async (document) => {
        const { optimizationView } = await import('./view/optimization-view.ts');
        return optimizationView(document as OptimizationReport);
      },
    },
    {
      name: 'proof',
      schema: 'perf-harness/proof@1',
      jsonSchema: async () => (await import('./document/proof-document.ts')).proofJsonSchema(),
      view: async (document) => {
        const { proofView } = await import('./view/proof-view.ts');
        return proofView(document as Proof);
      },
    },
    {
      name: 'brief',
      schema: 'perf-harness/brief@1',
      jsonSchema: async () => (await import('./document/brief-document.ts')).briefJsonSchema(),
      view: async (document) => {
        const { briefView } = await import('./view/brief-view.ts');
        return briefView(document as Brief);
      },
    },
  ],
  collections: [
    {
      name: 'loops',
      title: 'Loops',
      nouns: ['loop', 'loops'],
      about: 'Improvements that were tried, proven or abandoned.',
      none: 'No improvement loop has been started here.',
      purpose: 'improve a target step by step',
      command: 'perf-harness optimize --target src/users.ts::listUsers',
      open: async (host, { root }) => {
        const { openLoopCollection } = await import(
          './optimization-loop-status-reports-and-cleanup.ts'
        );
        return openLoopCollection(host, root);
      },
    },
    {
      name: 'proofs',
      title: 'Proofs',
      nouns: ['proof', 'proofs'],
      about: 'Changes that were judged: right or not, faster or not.',
      none: 'No change has been judged here.',
      purpose: 'judge a change',
      command: 'perf-harness prove',
      open: async (host, { stateFolder }) => {
        const { openStoredProofs } = await import('./document/stored-proofs.ts');
        return openStoredProofs(host, stateFolder);
      },
    },
  ],
  pastWork: {
    command: 'perf-harness optimize --target <scenario> --observed <value> --plan-only',
    read: async (host, root) =>
      (await import('./command/past-optimization-results.ts')).readPastOptimizationResults(
        host,
        root,
      ),
  },
  tools: {
    permission: 'optimize',
    ownPermissions: ['explain', 'prove'],
    load: async () => {
      const [{ explainTool }, { proveTool }, { optimizeTool }] = await Promise.all([
        import('./optimization-agent-tools.ts'),
        import('./optimization-agent-tools.ts'),
        import('./optimization-agent-tools.ts'),
      ]);
      return [explainTool, proveTool, optimizeTool];
    },
  },
  processes: [
    {
      name: 'optimize-worker',
      run: async ({ host, args, signal }) => {
        const { runWorkerProcess } = await import(
          './command/plan-validation-and-execution-process.ts'
        );
        return runWorkerProcess(host, args, signal);
      },
    },
    {
      name: 'optimize-agent',
      run: async ({ host, args, signal }) => {
        const { runAgentProcess } = await import('./command/coding-agent-process.ts');
        return runAgentProcess(host, args, signal);
      },
    },
  ],
};
