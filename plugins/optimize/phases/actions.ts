import type { Phase } from '../phases.ts';
import type { PhaseAction } from '../run-context.ts';
import { aggregatePhase, metaPhase, reportPhase } from './close.ts';
import { contextPhase } from './context.ts';
import { executePhase } from './execute.ts';
import { gatePhase } from './gate.ts';
import { profilePhase } from './profile.ts';
import { researchPhase } from './research.ts';
import { parsePhase, preflightPhase } from './start.ts';
import { targetPhase } from './target.ts';
import { validatePhase } from './validate.ts';

/** The work of every phase. */
export const ACTIONS: Readonly<Record<Phase, PhaseAction>> = {
  '0_preflight': preflightPhase,
  '1_parse': parsePhase,
  '2_profile': profilePhase,
  '3_gate': gatePhase,
  '4_research': researchPhase,
  '5_target': targetPhase,
  '6_context': contextPhase,
  '7_validate': validatePhase,
  '8_execute': executePhase,
  '9_aggregate': aggregatePhase,
  '10_report': reportPhase,
  '11_meta': metaPhase,
};
