import { join } from 'node:path';
import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { AttachedProfiler, Profiler } from '../../harness/model/program/profiler.ts';
import { createProfiledEnvironment } from '../tool/profiled-program-environment.ts';
import { runProfilerAnalysis } from '../tool/run-profiler-analysis.ts';
import { createCpuProfiler } from '../v8/cpu-profiler.ts';
import { type DoctorAnalysis, describeDoctorAnalysis } from './describe-doctor-analysis.ts';

/** Doctor tries every beginning and end of the load that there could be: the square of the duration. */
const ANALYSIS_LIMIT_MS = 120_000;
/** Its own default. */
const SAMPLE_INTERVAL_MS = 10;

/** Doctor names no function, so V8's profiler takes the profile in the same trials. */
export function createDoctorProfiler(host: Host, doctor: InstalledPackage): Profiler {
  const cpu = createCpuProfiler(host);
  return {
    id: `clinic-doctor and ${cpu.id}`,
    attach: (folder, nodeOptions): AttachedProfiler => {
      const attached = cpu.attach(folder, nodeOptions);
      const injects = join(doctor.folder, 'injects');
      const watched = createProfiledEnvironment(folder, attached.env.NODE_OPTIONS, {
        preloads: [join(injects, 'no-cluster.js'), join(injects, 'sampler.js')],
        options: [
          '--trace-event-categories=v8',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: Node.js fills in what stands there.
          `--trace-event-file-pattern=${join(folder, 'node_trace.${pid}.${rotation}.log')}`,
        ],
        env: {
          NODE_CLINIC_DOCTOR_SAMPLE_INTERVAL: String(SAMPLE_INTERVAL_MS),
          NODE_CLINIC_DOCTOR_TIMEOUT_DELAY: '0',
          NODE_CLINIC_DOCTOR_COLLECT_LOOP_UTILIZATION: 'true',
          NODE_CLINIC_DOCTOR_DATA_PATH: folder,
        },
      });
      return {
        env: { ...attached.env, ...watched },
        read: async (stretch) => {
          const taken = await attached.read(stretch);
          const analysis = await diagnose(host, doctor, folder);
          return {
            ...taken,
            findings: [...(taken.findings ?? []), describeDoctorAnalysis(analysis)],
          };
        },
      };
    },
  };
}

async function diagnose(
  host: Host,
  doctor: InstalledPackage,
  folder: string,
): Promise<DoctorAnalysis> {
  if (!host.files.list(folder).some((name) => name.endsWith('.clinic-doctor'))) {
    throw new UnitFailure({
      reason: 'protocol',
      message: 'clinic doctor produced no data',
      remedy: 'Check that the program runs on Node.js and preserves NODE_OPTIONS.',
    });
  }
  const text = await runProfilerAnalysis(host, {
    tool: 'clinic doctor',
    file: process.execPath,
    args: [childModule(import.meta.url, './doctor-analysis-child'), doctor.folder, folder],
    cwd: folder,
    timeoutMs: ANALYSIS_LIMIT_MS,
  });
  try {
    return JSON.parse(text) as DoctorAnalysis;
  } catch {
    throw new UnitFailure({
      reason: 'protocol',
      message: 'the format of the clinic doctor output matches no known version',
      output: text.slice(0, 500),
    });
  }
}
