import { findingSchema } from '../finding.ts';
import {
  waiverSchema,
  wrongToolJudgementSchema,
} from '../program/code-optimisation-suitability-judgement.ts';
import { stepTypeSchema } from '../program/operation-time-breakdown-step-schema.ts';
import { explanationSchema } from './differential-profile-schema.ts';
import { performanceMapSchema } from './performance-map-document.ts';
import { comparisonVerdictSchema } from './run-report-and-comparison-document.ts';

/** Schema parts for plugins' documents, with explicit types: inferred types would export zod. */
export const coreSchemas: {
  readonly bottleneckClass: typeof stepTypeSchema;
  readonly comparisonVerdict: typeof comparisonVerdictSchema;
  readonly explanation: typeof explanationSchema;
  readonly finding: typeof findingSchema;
  readonly performanceMap: typeof performanceMapSchema;
  readonly waiver: typeof waiverSchema;
  readonly wrongToolJudgement: typeof wrongToolJudgementSchema;
} = {
  bottleneckClass: stepTypeSchema,
  comparisonVerdict: comparisonVerdictSchema,
  explanation: explanationSchema,
  finding: findingSchema,
  performanceMap: performanceMapSchema,
  waiver: waiverSchema,
  wrongToolJudgement: wrongToolJudgementSchema,
};
