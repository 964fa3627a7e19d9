import { fromCrux, fromCruxTable } from './field/from-crux.ts';
import { fromSearchConsole } from './field/from-search-console.ts';
import { fromArtillery } from './from-artillery.ts';
import { fromAutocannon } from './from-autocannon.ts';
import { fromBenchmarkDotNet } from './from-benchmarkdotnet.ts';
import { fromCriterion } from './from-criterion.ts';
import { fromGo } from './from-go.ts';
import { fromGoogleBenchmark } from './from-google-benchmark.ts';
import { fromHar } from './from-har.ts';
import { fromHyperfine } from './from-hyperfine.ts';
import { fromJmh } from './from-jmh.ts';
import { fromK6Points } from './from-k6-points.ts';
import { fromK6Summary } from './from-k6-summary.ts';
import { fromLighthouse } from './from-lighthouse.ts';
import { fromPytestBenchmark } from './from-pytest-benchmark.ts';
import { fromRum } from './from-rum.ts';
import { fromVitest } from './from-vitest.ts';
import type { Importer } from './importer.ts';
import { fromPrometheusRange, fromPrometheusText } from './prometheus/from-prometheus.ts';
import { fromPino } from './telemetry/from-pino.ts';
import { fromMysqlLog, fromPostgresLog } from './telemetry/from-slow-log.ts';
import { fromSpans } from './telemetry/from-spans.ts';

/** Every importer there is; where several would take a file, the first one does. */
export const IMPORTERS: readonly Importer[] = [
  fromK6Points,
  fromRum,
  fromAutocannon,
  fromArtillery,
  fromLighthouse,
  fromHar,
  fromHyperfine,
  fromVitest,
  fromCriterion,
  fromGoogleBenchmark,
  fromPytestBenchmark,
  fromJmh,
  fromBenchmarkDotNet,
  fromGo,
  fromCrux,
  fromPrometheusRange,
  fromSpans,
  fromPino,
  fromPrometheusText,
  fromSearchConsole,
  fromCruxTable,
  fromMysqlLog,
  fromPostgresLog,
  // Knows the least about what its files begin with.
  fromK6Summary,
];
