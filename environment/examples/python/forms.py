"""What forecast.py needs for a drift that is an OnsagerNet, and for a family: a model whose parameter T is open."""
import numpy as np
def settled(about, *value):  # a family at T: its unit of time u(T), ln u linear in 1/T, becomes a second
    parameter = about.get("parameter", {})
    if not parameter or "value" in parameter:
        assert not value, "a value of a parameter: this model has none, or was taken at one already"
        return about | {"fixed": [parameter["value"]] if parameter else []}
    assert value, f"its parameter is open: give {parameter['name']}=VALUE"
    known, (given,) = np.array(parameter["values"], "f4").astype(float), value
    assert known[0] <= np.float32(given) <= known[-1], f"{given}: was learnt from {known[0]} to {known[-1]}"
    u = np.exp(np.interp(-1 / float(np.float32(given)), -1 / known, np.log(parameter["unitsOfTimeInSeconds"])))
    return about | {"fixed": value, "driftScale": about["driftScale"] / u, "diffusionScale": about["diffusionScale"] / u**0.5}
def onsager(x, weights, d, widths):  # drift -(L L^T + U - U^T + 0.1) grad V + f, and the weights that are left
    def layer(inputs, outputs):  # a matrix [outputs, inputs], then its biases
        nonlocal weights
        w, b, weights = np.split(weights, [outputs * inputs, outputs * inputs + outputs])
        return w.reshape(outputs, inputs), b
    width, embedding = widths["width"], widths["embedding"]
    z, relu = x[:, :d], lambda a: np.maximum(a, 0)
    if x.shape[1] > d:
        (e1, c1), (e2, c2) = layer(1, embedding), layer(embedding, d)
        x = np.hstack([z, relu(x[:, d:] @ e1.T + c1) @ e2.T + c2])
    (a1, b1), (a2, b2), (p1, q1) = layer(x.shape[1], width), layer(width, width), layer(width, d)
    (p2, q2), (m, n), (g, k) = layer(d, d), layer(width, d * d), layer(width, d)
    hidden = lambda a: relu(a) ** 2 - relu(a - 0.5) ** 2
    slope = lambda a: 2 * relu(a) - 2 * relu(a - 0.5)
    s1 = x @ a1.T + b1
    s2 = hidden(s1) @ a2.T + b2
    h = hidden(s2) + hidden(s1)
    p = h @ p1.T + q1 + z @ p2.T + q2  # V = |p|^2 + |z|^2 / 2
    pulled = 2 * p @ p1
    gradient = z + 2 * p @ p2 + (slope(s1) * (pulled + (slope(s2) * pulled) @ a2)) @ a1[:, :d]
    mixed = (h @ m.T + n).reshape(-1, d, d)
    lower, upper = np.tril(mixed), np.triu(mixed, 1)
    mobility = lower @ lower.swapaxes(1, 2) + upper - upper.swapaxes(1, 2) + 0.1 * np.eye(d)
    return h @ g.T + k - np.einsum("rij,rj->ri", mobility, gradient), weights
