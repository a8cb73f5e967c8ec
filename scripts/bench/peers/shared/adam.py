"""Adam as Keras writes it: w -= rate(t) * m / (sqrt(v) + EPSILON), m and v the running means."""

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-7


def rate_factor(step):
    """What the learning rate is multiplied by at step 1, 2, ...; the means start from zero."""
    return (1 - BETA2**step) ** 0.5 / (1 - BETA1**step)
