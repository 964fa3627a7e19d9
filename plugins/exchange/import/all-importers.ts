import { artilleryImporter } from './artillery-importer.ts';
import { autocannonImporter } from './autocannon-importer.ts';
import { benchmarkDotNetImporter } from './benchmarkdotnet-importer.ts';
import { criterionImporter } from './criterion-importer.ts';
import { cruxImporter, cruxTableImporter } from './field/crux-importer.ts';
import { searchConsoleImporter } from './field/search-console-importer.ts';
import { goBenchmarkImporter } from './go-benchmark-importer.ts';
import { googleBenchmarkImporter } from './google-benchmark-importer.ts';
import { harImporter } from './har-importer.ts';
import { hyperfineImporter } from './hyperfine-importer.ts';
import type { Importer } from './importer.ts';
import { jmhImporter } from './jmh-importer.ts';
import { k6PointsImporter } from './k6-points-importer.ts';
import { k6SummaryImporter } from './k6-summary-importer.ts';
import { lighthouseImporter } from './lighthouse-importer.ts';
import {
  prometheusRangeImporter,
  prometheusTextImporter,
} from './prometheus/prometheus-importers.ts';
import { pytestBenchmarkImporter } from './pytest-benchmark-importer.ts';
import { rumImporter } from './rum-importer.ts';
import { spansImporter } from './telemetry/opentelemetry-traces-importer.ts';
import { pinoImporter } from './telemetry/pino-importer.ts';
import { mysqlLogImporter, postgresLogImporter } from './telemetry/slow-log-importers.ts';
import { vitestImporter } from './vitest-importer.ts';

/** All importers; if several recognise a file, the first one reads it. */
export const IMPORTERS: readonly Importer[] = [
  k6PointsImporter,
  rumImporter,
  autocannonImporter,
  artilleryImporter,
  lighthouseImporter,
  harImporter,
  hyperfineImporter,
  vitestImporter,
  criterionImporter,
  googleBenchmarkImporter,
  pytestBenchmarkImporter,
  jmhImporter,
  benchmarkDotNetImporter,
  goBenchmarkImporter,
  cruxImporter,
  prometheusRangeImporter,
  spansImporter,
  pinoImporter,
  prometheusTextImporter,
  searchConsoleImporter,
  cruxTableImporter,
  mysqlLogImporter,
  postgresLogImporter,
  // Last, since its test of a file's beginning is the weakest.
  k6SummaryImporter,
];
