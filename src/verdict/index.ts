export { compareFindings, effectiveScope, type JudgeInput, type Judgement, judge } from './judge.ts';
export { WAIVER_EXPIRED } from './waiver-expired.ts';
export { matchesPattern } from './waivers.ts';
