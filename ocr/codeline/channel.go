package codeline

import "math"

// channel is the log likelihood of a grey where so much ink should be, above that of
// the grey anywhere.
type channel [coverSteps * closeGreys]float32

const (
	outlier = 0.02 // of pixels that are not what anything printed
	fewSeen = 20   // pixels for which what is known of all greys stands
)

// bitonal says whether a threshold has left black and white alone.
func (c *closeup) bitonal() bool {
	between := 0
	for _, g := range c.grey {
		if g > 0 && g < closeGreys-1 {
			between++
		}
	}
	return between <= len(c.grey)/1000
}

// beside tells black and white by the pixels to the left and above too. What a threshold
// makes of a bar it makes of many of its pixels in a row, and what is black at one side
// takes the ink of the next: taken one by one, they would count for far more than they
// tell.
func (c *closeup) beside() {
	dark := func(x, y int) uint8 {
		if x < 0 || y < 0 || c.grey[y*c.p.w+x]&1 == 0 {
			return 0
		}
		return 1
	}
	for y := c.p.h - 1; y >= 0; y-- {
		for x := c.p.w - 1; x >= 0; x-- {
			c.grey[y*c.p.w+x] = dark(x, y) + 2*dark(x, y-1) + 4*dark(x-1, y)
		}
	}
}

// learn counts which greys stand where so much ink should be.
func (c *closeup) learn() {
	var n [coverSteps][closeGreys]float64
	var all [closeGreys]float64
	for i := range c.spots {
		s := &c.spots[i]
		cover := c.stencil.cover[s.letter]
		for j, at := range s.at {
			n[cover[at]][s.grey[j]]++
			all[s.grey[j]]++
		}
	}
	if c.torn {
		c.learnTorn(&n, &all)
		return
	}
	total := float64(closeGreys)
	for _, v := range all {
		total += v
	}
	for b := range n {
		seen := 0.0
		for _, v := range n[b] {
			seen += v
		}
		for g, v := range n[b] {
			anywhere := (all[g] + 1) / total
			c.channel[b*closeGreys+g] = told((v+fewSeen*anywhere)/(seen+fewSeen), anywhere)
		}
	}
}

// told is how much a share of greys tells beside that anywhere.
func told(share, anywhere float64) float32 {
	return float32(math.Log((1-outlier)*share/anywhere + outlier))
}

// learnTorn is learn for black and white beside the same neighbours. Where few were seen
// so, the odds of black are those of so much ink times those of such neighbours, as if
// the two told of different things.
func (c *closeup) learnTorn(n *[coverSteps][closeGreys]float64, all *[closeGreys]float64) {
	var ever [2]float64
	for g, v := range all {
		ever[g&1] += v + 1
	}
	often := ever[1] / ever[0] // black, to white
	for b := range n {
		var here [2]float64
		for g, v := range n[b] {
			here[g&1] += v
		}
		few := fewSeen / (ever[0] + ever[1])
		cover := (here[1] + few*ever[1]) / (here[0] + few*ever[0])
		for white := 0; white < closeGreys; white += 2 {
			black := white + 1
			beside := (all[black] + 1) / (all[white] + 1)
			known := cover * beside / often
			known /= 1 + known
			share := (n[b][black] + fewSeen*known) / (n[b][black] + n[b][white] + fewSeen)
			anywhere := beside / (1 + beside)
			c.channel[b*closeGreys+black] = told(share, anywhere)
			c.channel[b*closeGreys+white] = told(1-share, 1-anywhere)
		}
	}
}
