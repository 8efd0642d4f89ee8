#pragma once

// Transcendental functions of the model, made of plain IEEE operations only, so that a result has the same bits on
// any processor, compiler and C library. Errors: exp and log below 1.1 units in the last place, tanh below 5.
namespace rivalry::functions {

double exp(double x);                      ///< 0 below about -708 (no denormals), infinity above 709.78
double log(double x);                      ///< -infinity at 0, NaN below
double pow(double base, double exponent);  ///< base ≥ 0; relative error 3e-16 (1 + |exponent ln base|)
double tanh(double x);
double normal_cdf(double x);       ///< standard normal distribution function, absolute error 1e-15
double normal_quantile(double u);  ///< its inverse, u in (0, 1); Wichura 1988 (AS 241), relative error 1e-15

}  // namespace rivalry::functions
