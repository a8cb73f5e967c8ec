import { comparisonExpected, endExpected, fewerBrackets, operandExpected } from './messages.js';
import {
  calculate,
  compare,
  rationalOf,
  readDecimal,
  type Arithmetic,
  type Rational,
} from './rational.js';

export const COMPARISONS = ['<=', '<', '>=', '>', '==', '!='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A number made of numbers. */
export type Term =
  | { readonly kind: 'number'; readonly value: Rational }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: Arithmetic; readonly left: Term; readonly right: Term };

/** Something that is true or not. */
export type Condition =
  /** Each neighbour of the terms is compared: `1e5 <= flops <= 2e6`. */
  | {
      readonly kind: 'compare';
      readonly terms: readonly Term[];
      readonly operators: readonly Comparison[];
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition };

/** A text that is no condition: what was expected, and at which character, counted from 1. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    readonly expected: string,
    readonly column: number,
    readonly got: string,
  ) {
    super(`${expected}, got ${got}`);
  }
}

interface Token {
  readonly text: string;
  readonly column: number;
}

const TOKEN = /\s*(<=|>=|==|!=|[-+*/()<>=]|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\w*|[A-Za-z_]\w*|\S)/gy;

/**
 * Reads a condition:
 *
 *     condition  = conjunction { "or" conjunction }
 *     conjunction = negation { "and" negation }
 *     negation   = "not" negation | comparison | "(" condition ")"
 *     comparison = sum ( "<=" | "<" | ">=" | ">" | "==" | "!=" ) sum { the same }
 *     sum        = product { ( "+" | "-" ) product }
 *     product    = factor { ( "*" | "/" ) factor }
 *     factor     = number | name | "-" factor | "(" sum ")"
 *
 * @throws ExpressionError.
 */
export function parseCondition(text: string): Condition {
  const parser = new Parser(tokensOf(text), text.length + 1);
  const condition = parser.condition();
  parser.end();
  return condition;
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const [whole, token = ''] = match;
    return { text: token, column: match.index + whole.length - token.length + 1 };
  });
}

/** Brackets within brackets, at most: a text that nests deeper is no constraint. */
const DEEPEST = 50;

class Parser {
  readonly #tokens: readonly Token[];
  readonly #endColumn: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], endColumn: number) {
    this.#tokens = tokens;
    this.#endColumn = endColumn;
  }

  condition(): Condition {
    return this.#joined('or', () => this.#joined('and', () => this.#negation()));
  }

  end(): void {
    if (this.#peek() !== undefined) this.#fail(endExpected());
  }

  #joined(kind: 'and' | 'or', part: () => Condition): Condition {
    const first = part();
    const parts = [first];
    while (this.#take(kind)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  #negation(): Condition {
    if (this.#take('not')) return { kind: 'not', part: this.#deeper(() => this.#negation()) };
    if (this.#peek() !== '(') return this.#comparison();
    // A bracket begins a condition or a sum: whichever can be read to its end.
    const start = this.#next;
    try {
      return this.#comparison();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const reached = this.#next;
      this.#next = start;
      try {
        return this.#bracket(() => this.condition());
      } catch (other) {
        if (!(other instanceof ExpressionError)) throw other;
        throw this.#next >= reached ? other : error;
      }
    }
  }

  #comparison(): Condition {
    const terms = [this.#sum()];
    const operators: Comparison[] = [];
    for (;;) {
      const operator = COMPARISONS.find((known) => known === this.#peek());
      if (operator === undefined) break;
      this.#next += 1;
      operators.push(operator);
      terms.push(this.#sum());
    }
    if (operators.length === 0) this.#fail(comparisonExpected(COMPARISONS));
    return { kind: 'compare', terms, operators };
  }

  #sum(): Term {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#factor()));
  }

  #chain(operators: readonly Arithmetic[], part: () => Term): Term {
    let term = part();
    for (;;) {
      const kind = operators.find((operator) => operator === this.#peek());
      if (kind === undefined) return term;
      this.#next += 1;
      term = { kind, left: term, right: part() };
    }
  }

  #factor(): Term {
    const token = this.#peek() ?? '';
    if (token === '(') return this.#bracket(() => this.#sum());
    if (this.#take('-')) {
      const zero: Term = { kind: 'number', value: rationalOf(0n) };
      return { kind: '-', left: zero, right: this.#deeper(() => this.#factor()) };
    }
    const value = readDecimal(token);
    if (value === undefined && !/^[A-Za-z_]/.test(token)) this.#fail(operandExpected());
    if (value === undefined && ['and', 'or', 'not'].includes(token)) this.#fail(operandExpected());
    this.#next += 1;
    return value === undefined ? { kind: 'name', name: token } : { kind: 'number', value };
  }

  #bracket<T>(inside: () => T): T {
    if (!this.#take('(')) this.#fail('(');
    const found = this.#deeper(inside);
    if (!this.#take(')')) this.#fail(')');
    return found;
  }

  #deeper<T>(inside: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) this.#fail(fewerBrackets(DEEPEST));
    const found = inside();
    this.#depth -= 1;
    return found;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.text;
  }

  #take(text: string): boolean {
    if (this.#peek() !== text) return false;
    this.#next += 1;
    return true;
  }

  #fail(expected: string): never {
    const token = this.#tokens[this.#next];
    throw new ExpressionError(expected, token?.column ?? this.#endColumn, token?.text ?? 'nothing');
  }
}

/** The names that a condition uses, each once. */
export function namesOf(condition: Condition): readonly string[] {
  const ofTerm = (term: Term): readonly string[] => {
    if (term.kind === 'number') return [];
    return term.kind === 'name' ? [term.name] : [...ofTerm(term.left), ...ofTerm(term.right)];
  };
  const of = (part: Condition): readonly string[] => {
    switch (part.kind) {
      case 'compare':
        return part.terms.flatMap(ofTerm);
      case 'not':
        return of(part.part);
      case 'and':
      case 'or':
        return part.parts.flatMap(of);
    }
  };
  return [...new Set(of(condition))];
}

export type Values = Readonly<Record<string, bigint | number>>;

/** Decided exactly, however large the numbers. A name without value, or a division by 0, makes its comparison false. */
export function holds(condition: Condition, values: Values): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, values));
    case 'or':
      return condition.parts.some((part) => holds(part, values));
    case 'not':
      return !holds(condition.part, values);
    case 'compare': {
      const terms = condition.terms.map((term) => valueOf(term, values));
      return condition.operators.every((operator, index) => {
        const [left, right] = [terms[index], terms[index + 1]];
        return (
          left !== undefined && right !== undefined && compares(operator, compare(left, right))
        );
      });
    }
  }
}

function valueOf(term: Term, values: Values): Rational | undefined {
  if (term.kind === 'number') return term.value;
  if (term.kind === 'name') {
    const value = values[term.name];
    return value === undefined ? undefined : rationalOf(value);
  }
  const [left, right] = [valueOf(term.left, values), valueOf(term.right, values)];
  return left === undefined || right === undefined ? undefined : calculate(term.kind, left, right);
}

function compares(operator: Comparison, order: number): boolean {
  switch (operator) {
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
  }
}
