import { type ASTNode, EvaluationError } from '@marcbachmann/cel-js';

/** An error of a function; cel-js adds where the call stands. Macros say it themselves: by the node that is meant. */
export function failure(message: string, node?: ASTNode): EvaluationError {
  return new EvaluationError({ message, ...(node === undefined ? {} : { node }) });
}
