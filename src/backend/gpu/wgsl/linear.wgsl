// Affine map; twin: kernels/src/ops/linear.rs. One function for y = x W + b, for its gradient dx = dy Wᵀ and for the tied head, which
// differ only in how far apart the weight's elements are.

// Sixteen rows of x, four to a vector, for so many terms at a time: 8 KiB.
const TERMS: u32 = 128u;
const ROWS: u32 = 16u;
var<workgroup> tile: array<vec4f, 512>;

// y (T, outer) = x (T, inner) · w, where w[i][o] lies at weight + i · step_inner + o · step_outer; plus the bias (outer) unless NONE; on
// top of what y is if `keep` is 1.
fn linear(x: u32, inner: u32, weight: u32, step_inner: u32, step_outer: u32, outer: u32, bias: u32, y: u32, keep: u32) {
    for (var row = 0u; row < T; row += ROWS) {
        for (var first = 0u; first < ROWS / 4u * outer; first += LANES) {
            let item = first + lane;
            let column = item % outer;
            let group = item / outer;
            var sum = vec4f(0.0);
            for (var begin = 0u; begin < inner; begin += TERMS) {
                workgroupBarrier();
                for (var i = lane; i < ROWS / 4u * TERMS; i += LANES) {
                    let term = begin + i % TERMS;
                    let origin = row + i / TERMS * 4u;
                    var values = vec4f(0.0);
                    if (term < inner) {
                        for (var r = 0u; r < 4u; r++) {
                            if (origin + r < T) {
                                values[r] = work[acts + x + (origin + r) * inner + term];
                            }
                        }
                    }
                    tile[i] = values;
                }
                workgroupBarrier();
                if (group < ROWS / 4u) {
                    let terms = min(TERMS, inner - begin);
                    let origin = theta + weight + begin * step_inner + column * step_outer;
                    for (var i = 0u; i < terms; i++) {
                        sum += params[origin + i * step_inner] * tile[group * TERMS + i];
                    }
                }
            }
            if (group < ROWS / 4u) {
                for (var r = 0u; r < 4u; r++) {
                    let t = row + group * 4u + r;
                    if (t < T) {
                        let at = acts + y + t * outer + column;
                        var value = sum[r];
                        if (bias != NONE) {
                            value += params[theta + bias + column];
                        }
                        if (keep == 1u) {
                            value += work[at];
                        }
                        work[at] = value;
                    }
                }
            }
        }
    }
    settle();
}
