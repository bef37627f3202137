export { compareFindings, effectiveScope, type JudgeInput, type Judgement, judge } from './judge.ts';
export { matchesPattern } from './waivers.ts';
