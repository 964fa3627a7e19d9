import { join } from 'node:path';
import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { AttachedProfiler, Profiler } from '../../harness/model/program/profiler.ts';
import { createProfiledEnvironment } from '../tool/profiled-program-environment.ts';
import { createCpuProfiler } from '../v8/cpu-profiler.ts';

/** A tool of clinic that watches a program by a preload and by trace events. */
export interface ClinicTool {
  readonly name: 'doctor' | 'bubbleprof';
  readonly package: InstalledPackage;
  /** Module of the package that collects the data. */
  readonly collector: string;
  readonly traceCategories: string;
  /** @param folder - Where the tool writes. */
  readonly env: (folder: string) => Readonly<Record<string, string>>;
  /** @throws UnitFailure */
  readonly describe: (folder: string) => Promise<Finding>;
}

/** The tools name no function that runs, so V8's profiler takes the profile in the same trials. */
export function createClinicToolProfiler(host: Host, tool: ClinicTool): Profiler {
  const cpu = createCpuProfiler(host);
  return {
    id: `clinic-${tool.name} and ${cpu.id}`,
    attach: (folder, nodeOptions): AttachedProfiler => {
      const attached = cpu.attach(folder, nodeOptions);
      const injects = join(tool.package.folder, 'injects');
      const watched = createProfiledEnvironment(folder, attached.env.NODE_OPTIONS, {
        preloads: [join(injects, 'no-cluster.js'), join(injects, tool.collector)],
        options: [
          `--trace-event-categories=${tool.traceCategories}`,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Node.js fills in what stands there.
          `--trace-event-file-pattern=${join(folder, 'node_trace.${pid}.${rotation}.log')}`,
        ],
        env: tool.env(folder),
      });
      return {
        env: { ...attached.env, ...watched },
        read: async (stretch) => {
          const taken = await attached.read(stretch);
          return { ...taken, findings: [...(taken.findings ?? []), await tool.describe(folder)] };
        },
      };
    },
  };
}

export function noClinicData(name: ClinicTool['name']): UnitFailure {
  return new UnitFailure({
    reason: 'protocol',
    message: `clinic ${name} produced no data`,
    remedy: 'Check that the program runs on Node.js and preserves NODE_OPTIONS.',
  });
}
