import type { InstalledPackage } from '../../harness/host/installed-package.ts';
import { childModule } from '../../harness/host/process/resolve-child-module-path.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import { runProfilerAnalysis } from '../tool/run-profiler-analysis.ts';
import { createClinicToolProfiler, noClinicData } from './clinic-tool-with-cpu-profiler.ts';
import { type DoctorAnalysis, describeDoctorAnalysis } from './describe-doctor-analysis.ts';

/** Doctor tries every beginning and end of the load that there could be: the square of the duration. */
const ANALYSIS_LIMIT_MS = 120_000;
/** Its own default. */
const SAMPLE_INTERVAL_MS = 10;

export function createDoctorProfiler(host: Host, doctor: InstalledPackage): Profiler {
  return createClinicToolProfiler(host, {
    name: 'doctor',
    package: doctor,
    collector: 'sampler.js',
    traceCategories: 'v8',
    env: (folder) => ({
      NODE_CLINIC_DOCTOR_SAMPLE_INTERVAL: String(SAMPLE_INTERVAL_MS),
      NODE_CLINIC_DOCTOR_TIMEOUT_DELAY: '0',
      NODE_CLINIC_DOCTOR_COLLECT_LOOP_UTILIZATION: 'true',
      NODE_CLINIC_DOCTOR_DATA_PATH: folder,
    }),
    describe: async (folder) => describeDoctorAnalysis(await diagnose(host, doctor, folder)),
  });
}

async function diagnose(
  host: Host,
  doctor: InstalledPackage,
  folder: string,
): Promise<DoctorAnalysis> {
  if (!host.files.list(folder).some((name) => name.endsWith('.clinic-doctor'))) {
    throw noClinicData('doctor');
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
