import { findingSchema } from '../finding.ts';
import { stepTypeSchema } from '../program/step.ts';
import { waiverSchema, wrongToolJudgementSchema } from '../program/wrong-tool.ts';
import { explanationSchema } from './differential-profile.ts';
import { comparisonVerdictSchema } from './document.ts';
import { performanceMapSchema } from './performance-map.ts';

/** Parts of documents of the core that documents of plugins are made of. */
export const coreSchemas = {
  bottleneckClass: stepTypeSchema,
  comparisonVerdict: comparisonVerdictSchema,
  explanation: explanationSchema,
  finding: findingSchema,
  performanceMap: performanceMapSchema,
  waiver: waiverSchema,
  wrongToolJudgement: wrongToolJudgementSchema,
} as const;
