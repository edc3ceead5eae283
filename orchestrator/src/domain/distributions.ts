const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function, Lanczos (g = 7, n = 9), relative error below 1e-13 for x > 0. */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const base = x + 6.5;
  const series = LANCZOS.reduce((sum, term, i) => sum + term / (x + i), 0.99999999999980993);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(base) - base + Math.log(series);
}

/**
 * Regularised incomplete beta function I_x(a, b), by the continued fraction of Numerical Recipes
 * (3rd ed., section 6.4, modified Lentz).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  return betaShare(x, a, b, lnBeta(a, b));
}

function betaShare(x: number, a: number, b: number, lnB: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a, lnB);
  return (betaFront(x, a, b, lnB) * betaFraction(x, a, b)) / a;
}

function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b);
}

/** x^a (1 − x)^b / B(a, b): the density of the beta distribution times x (1 − x). */
function betaFront(x: number, a: number, b: number, lnB: number): number {
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnB);
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    result *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return result;
}

function notZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * Quantile of the beta distribution to full precision: Newton's method, inside a bracket that is halved
 * wherever a step would leave it (Numerical Recipes, 3rd ed., section 9.4). A judged step asks for up to
 * eight of these, and bisection alone takes sixty evaluations where this takes six.
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  // The powers are exact, and what a share that was never, or always, seen asks for.
  if (b === 1) return p ** (1 / a);
  if (a === 1) return -Math.expm1(Math.log1p(-p) / b);
  const lnB = lnBeta(a, b);
  let [low, high] = [0, 1];
  let x = a / (a + b);
  for (let i = 0; i < 1000; i++) {
    const excess = betaShare(x, a, b, lnB) - p;
    if (excess < 0) low = x;
    else high = x;
    const step = (excess * x * (1 - x)) / betaFront(x, a, b, lnB);
    const inside = x - step >= low && x - step <= high;
    const next = inside ? x - step : (low + high) / 2;
    // The error left is of the order of the square of this step.
    const settled = inside ? Math.abs(step) < 1e-9 * Math.min(x, 1 - x) : next === low || next === high;
    x = next;
    if (settled) break;
  }
  return x;
}

/** Quantile of Student's t with `df` degrees of freedom (any positive number). */
export function tQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, df);
  // P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t²).
  const x = betaQuantile(2 * (1 - p), df / 2, 0.5);
  return Math.sqrt((df * (1 - x)) / x);
}

/** Quantile of the standard normal distribution (Acklam's rational approximation, relative error 1.2e-9). */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      polynomial(
        q,
        [
          -7.784894002430293e-3, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
          4.374664141464968, 2.938163982698783,
        ],
      ) / polynomial(q, [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1])
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    (q *
      polynomial(
        r,
        [
          -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
          2.506628277459239,
        ],
      )) /
    polynomial(
      r,
      [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
    )
  );
}

/** Highest power first (Horner). */
function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
