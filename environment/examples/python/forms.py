"""What forecast.py needs: what it is asked, a drift that is an OnsagerNet, and families, models whose parameter T is open."""
import json, sys, numpy as np
def asked(file, step, steps, runs, *rest):  # file, h, steps, runs, start, value; what cannot be forecast is refused in a line
    about = json.loads(np.load(file)["macrodyn.json"])
    names, parameter = about["names"], about.get("parameter", {}).get("name", "")
    start, value = [float(a) for a in rest if "=" not in a], [a for a in rest if "=" in a]
    if not 0 < float(step) < np.inf or min(int(steps), int(runs)) < 1:
        sys.exit(f"step {step}, {steps} steps, {runs} runs: the step must be finite and above 0, the others at least 1")
    if len(start) != len(names):
        sys.exit(f"start {start}: must be {len(names)} numbers, one of each of {', '.join(names)}")
    if len(value) > 1 or any(a.split("=")[0] != parameter for a in value):
        wanted = f"one {parameter}=VALUE" if parameter else "left out, this model has no parameter"
        sys.exit(f"{' '.join(value)}: must be {wanted}")
    value = [float(a.split("=")[1]) for a in value]
    try:
        settled(about, *value)
    except AssertionError as refusal:
        sys.exit(str(refusal))
    return file, float(step), int(steps), int(runs), start, value
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
