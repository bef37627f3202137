import { styleText } from 'node:util';
import type { Outcome, Severity } from '../../findings.ts';
import { plain } from '../escape.ts';

export type Look = Parameters<typeof styleText>[0];

/** Puts colours on text, or not. Text goes through {@link plain} first, so that no style can come from the outside. */
export interface Style {
  readonly width: number;
  as(look: Look, text: string): string;
  severity(severity: Severity, text: string): string;
  outcome(outcome: Outcome, text: string): string;
}

const SEVERITY: Readonly<Record<Severity, Look>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  info: ['bold', 'cyan'],
};
const OUTCOME: Readonly<Record<Outcome, Look>> = {
  pass: ['bold', 'green'],
  fail: ['bold', 'red'],
  incomplete: ['bold', 'yellow'],
};

const WIDEST = 100;
const NARROWEST = 40;

/** `width`: columns of the terminal; lines never use more than 100, and a width below 40 counts as 40. */
export function style(color: boolean, width: number): Style {
  // Without `validateStream: false` newer Node asks standard output whether colours are fine; the caller decided.
  const as = (look: Look, text: string) =>
    color ? styleText(look, plain(text), { validateStream: false }) : plain(text);
  return {
    width: Math.max(NARROWEST, Math.min(WIDEST, Number.isFinite(width) ? Math.floor(width) : WIDEST)),
    as,
    severity: (severity, text) => as(SEVERITY[severity], text),
    outcome: (outcome, text) => as(OUTCOME[outcome], text),
  };
}
